// The line between the phones and the district: a TCP proxy that can be as bad as a village's.
//
// Phones are enrolled with the line's address, which stays the same while the server behind it is
// stopped, killed and started again. It is told what happens to the bytes from now on; a
// connection that was under way is met by the new weather as well.
//
// All functions may be called from any thread; two threads of its own carry each connection.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <thread>

namespace tilik::scenario {

class Line {
 public:
  Line();
  ~Line();
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  std::string Address() const;  // "http://127.0.0.1:43211"
  void LeadTo(int server_port) { server_port_ = server_port; }

  // --- the weather, until the next word ---
  void Clear();
  // Every connection is closed as soon as it is made.
  void NoSignal();
  // The n-th byte sent from now on is the last; its connection breaks, and then there is no signal.
  void BreakAfterSending(std::uint64_t bytes);
  // The same for what comes back.
  void BreakAfterReceiving(std::uint64_t bytes);
  // Requests that name `method` reach the server, which answers; the answer is lost with the
  // connection. Others pass.
  void LoseAnswersTo(const std::string& method);
  // Nothing moves, in either direction, and nothing breaks.
  void StandStill();
  bool HoldsSomething() const;
  // Every piece of up to 16 KiB, either way, waits this long; whoever is behind it as well.
  void Slowly(std::chrono::milliseconds delay);
  // One bit of the n-th byte sent from now on is another, once.
  void GarbleSending(std::uint64_t at);
  // The same for what comes back.
  void GarbleReceiving(std::uint64_t at);
  // Somebody else answers every request: a captive portal's login page, a proxy without a backend.
  void CaptivePortal();
  void BadGateway();

  // What has been asked and not answered yet: "Push", "Pull" …, "files" of a photo. Empty: nothing.
  std::string UnderWay() const;

  // Since the last word on the weather.
  std::uint64_t bytes_sent() const;
  std::uint64_t bytes_received() const;

 private:
  enum class Weather {
    kClear,
    kNoSignal,
    kBreakSending,
    kBreakReceiving,
    kLoseAnswers,
    kStill,
    kSlow,
    kGarbleSending,
    kGarbleReceiving,
    kStranger
  };

  struct Connection {
    int phone = -1;
    int server = -1;
    std::string request;  // what was sent since the last answer
    std::atomic<int> ended{0};
    std::thread up;
    std::thread down;
  };

  void SetWeather(Weather weather);
  void Accept();
  void Open(int phone);
  void AnswerInstead(int phone);
  void CarryUp(Connection& connection);
  void CarryDown(Connection& connection);
  // One of the two ways that bytes go, and what may happen to them there.
  struct Way {
    Weather breaking;
    Weather garbling;
    std::uint64_t* count;
  };
  // How many of these bytes pass, and whether the connection breaks behind them.
  std::size_t Passing(const Way& way, char* bytes, std::size_t size, bool* breaks);
  bool IsLost(Connection& connection);
  void SweepEnded();

  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> server_port_{0};
  std::atomic<bool> closing_{false};

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Weather weather_ = Weather::kClear;
  std::uint64_t limit_ = 0;
  std::chrono::milliseconds delay_{0};
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  int held_ = 0;      // pieces that stand still
  std::string word_;  // the method whose answers are lost, or what the stranger says
  std::list<Connection> connections_;
  std::thread acceptor_;
};

}  // namespace tilik::scenario
