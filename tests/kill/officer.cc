#include "tests/kill/officer.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "proto/contract/change_set.h"
#include "tests/kill/weather.h"

namespace tilik::kill {
namespace {

using scenario::Command;
using scenario::Ending;
using scenario::Phone;
using scenario::Process;
using std::chrono::steady_clock;

// Every third thing that is saved or sent is killed until the lots are drawn.
constexpr unsigned kKilledPercent = 35;
// Until a command was left alone once.
constexpr double kFirstGuess_s = 0.1;
constexpr int kTriesUntilHome = 20;
constexpr int kStormyTries = 2;
constexpr std::chrono::milliseconds kGlance{1};
// What is said is said when the process has nothing left to do; its end is a millisecond away.
constexpr std::chrono::microseconds kBlink{100};

std::string BytesOf(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

Officer::Officer(scenario::District& district, Post post, Lots& client_kills, Lots& server_kills,
                 Tally& tally)
    : district_(district),
      post_(std::move(post)),
      client_kills_(client_kills),
      server_kills_(server_kills),
      tally_(tally),
      chance_(post_.seed),
      phone_(FileCalled("home")) {
  std::filesystem::create_directories(FileCalled(""));
  line_.LeadTo(district_.port());
  Enrol();
  phone_.Sync();
  enrolment_ = phone_.Status().enrolment();
}

std::filesystem::path Officer::FileCalled(const std::string& name) const {
  return district_.FileCalled("officer-" + std::to_string(post_.number)) / name;
}

// "catatan 3-000012." of the officer 3: found in any body without knowing what else is in it.
std::string Officer::NextMark() {
  std::string number = std::to_string(++counted_);
  number.insert(0, 6 - number.size(), '0');
  return "catatan " + std::to_string(post_.number) + "-" + number + ".";
}

const std::string& Officer::SomeHousehold() { return chance_.OneOf(post_.households); }

Ending Officer::Run(const Command& command, const std::string& doing, Lots& kills, unsigned percent,
                    const std::string& side) {
  const auto began = steady_clock::now();
  const double usual_s = undisturbed_s_.emplace(doing, kFirstGuess_s).first->second;
  const double part = static_cast<double>(chance_.Below(1'050)) / 1'000;
  const bool doomed = chance_.Percent(percent) && kills.Draw();
  Process process(command);
  if (!doomed) {
    Ending ending = process.Wait();
    undisturbed_s_[doing] = std::chrono::duration<double>(steady_clock::now() - began).count();
    return ending;
  }
  if (doing == "syncing" && chance_.Percent(60)) {
    WaitUntilAsked(process);
  } else if (chance_.Percent(30)) {
    while (!process.HasSpoken()) std::this_thread::sleep_for(kBlink);
  } else {
    std::this_thread::sleep_for(std::chrono::duration<double>(usual_s * part));
  }
  const std::string asked = line_.UnderWay();
  Ending ending = process.KillNow();
  if (ending.exit_code != -1) {
    kills.PutBack();
    return ending;
  }
  tally_.Count("killed: " + side + " while " + doing + (asked.empty() ? "" : ", " + asked));
  return ending;
}

// The code is good until it has made a home, which a killed process may have done and not said.
void Officer::Enrol() {
  const v1::EnrolInvitation invitation = district_.Invite(post_.name, post_.village);
  const Command enrol =
      phone_.CommandFor({"enrol", "--server", line_.Address(), "--code", invitation.code(),
                         "--district", ToHex(invitation.district_key())});
  for (int i = 0; i < kTriesUntilHome; ++i) {
    Lots& kills = i < kStormyTries ? client_kills_ : none_;
    if (i < kStormyTries && chance_.Percent(50)) line_.LoseAnswersTo("Enrol");
    const Ending ending = Run(enrol, "enrolling", kills, 2 * kKilledPercent, "client");
    line_.Clear();
    if (phone_.Homes().homes_size() > 0) return;
    EXPECT_TRUE(ending.exit_code == -1 || ending.exit_code == scenario::kNoConnection)
        << post_.name << " enrols: " << ending.exit_code << ending.out << ending.err;
  }
  ADD_FAILURE() << post_.name << " has no home";
}

// Half of a sync passes before anything is asked; most kills are meant for what follows.
void Officer::WaitUntilAsked(Process& process) {
  static const std::vector<std::string> kWanted = {"Open", "Push", "Push", "Pull", "files"};
  const std::string& wanted = chance_.OneOf(kWanted);
  const auto after = std::chrono::milliseconds(chance_.Below(15));
  while (process.IsRunning() && line_.UnderWay() != wanted) std::this_thread::sleep_for(kGlance);
  std::this_thread::sleep_for(after);
}

void Officer::Save(Deed deed, const Phone::Words& words, const std::string& form) {
  const Ending ending = Run(phone_.CommandFor(words, form), "saving a " + deed.what, client_kills_,
                            kKilledPercent, "client");
  v1::SavedView saved;
  const bool said = google::protobuf::util::JsonStringToMessage(ending.out, &saved).ok() &&
                    saved.sets_size() == 1;
  EXPECT_TRUE(ending.exit_code == -1 || (ending.exit_code == scenario::kDone && said))
      << post_.name << ", " << deed.what << ": " << ending.exit_code << ending.out << ending.err;
  if (said) {
    deed.word = Deed::Word::kSaved;
    deed.seq = saved.sets(0).seq();
    deed.link = saved.sets(0).link();
  }
  tally_.Count(said ? "saved: " + deed.what : "in doubt: " + deed.what);
  deeds_.push_back(std::move(deed));
  // A PIN is counted before it is tried; opened once, the phone forgets that it was not answered.
  if (ending.exit_code == -1) phone_.Status();
}

void Officer::Visit() {
  Deed deed;
  deed.what = "visit";
  deed.mark = NextMark();
  Save(deed, {"visit", "-"},
       scenario::Completed(SomeHousehold(), R"("note": ")" + deed.mark +
                                                R"(", "answers": {"luas_lantai": )" +
                                                std::to_string(20 + chance_.Below(200)) + "}"));
}

void Officer::MeetSomebodyNew() {
  Deed deed;
  deed.what = "new person";
  deed.mark = NextMark();
  const std::string name = "Anak " + std::to_string(post_.number) + " " + std::to_string(counted_);
  Save(deed, {"visit", "-"},
       scenario::Completed(
           SomeHousehold(),
           R"("note": ")" + deed.mark + R"(", "new_members": [{"answers": {"nama": ")" + name +
               R"(", "jnskel": "perempuan", "tgllahir": "20)" +
               std::to_string(10 + chance_.Below(16)) + R"(-05-17", "hub_krt": "anak"}}])"));
}

void Officer::HandOver() {
  Deed deed;
  deed.what = "handover";
  deed.mark = NextMark();
  Save(deed, {"handover", "-"},
       R"({"mode": "diserahkan", "programme": "rastra", "period": "2026-01", "deliveries": [
          {"recipient": ")" +
           SomeHousehold() + R"(", "received": "1 kg", "evidence": ["tanda tangan"], "note": ")" +
           deed.mark + R"("}]})");
}

void Officer::TakePhoto() {
  Deed deed;
  deed.what = "photo";
  deed.file = FileCalled("foto-" + std::to_string(++counted_) + ".jpg");
  scenario::TakePhoto(deed.file, 20'000 + chance_.Below(100'000));
  deed.photo = HashOf(BytesOf(deed.file));
  Save(deed, {"photo", deed.file.string(), "--kind", "rumah", "--record", SomeHousehold()}, "");
}

void Officer::Sync() {
  const std::string weather = Brew(chance_, line_);
  const Ending ending =
      Run(phone_.CommandFor({"sync"}), "syncing", client_kills_, kKilledPercent, "client");
  tally_.Count("weather: " + weather);
  tally_.Count(ending.exit_code == -1                ? "sync: killed"
               : ending.exit_code == scenario::kDone ? "sync: done"
                                                     : "sync: not to the end");
  // A flipped bit, which TLS would not let through, looks as if a stranger had answered; whatever
  // the phone calls it, it says that the work is kept. One in a photo shows only when the last
  // piece comes, which may be under another weather; the photo is then sent anew.
  const bool garbled = weather.find("flipped") != std::string::npos ||
                       ending.out.find("the bytes uploaded are not those") != std::string::npos;
  const bool usual = ending.exit_code == -1 || ending.exit_code == scenario::kDone ||
                     ending.exit_code == scenario::kNoConnection ||
                     (garbled && ending.out.find("tetap tersimpan") != std::string::npos);
  EXPECT_TRUE(usual) << post_.name << " syncs, " << weather << ": " << ending.exit_code
                     << ending.out << ending.err;
  line_.Clear();
  if (ending.exit_code == -1) phone_.Status();
}

void Officer::Entrust() {
  const std::string number = std::to_string(++counted_);
  const std::filesystem::path card = FileCalled("kartu-" + number + ".tilik");
  const std::filesystem::path replies = FileCalled("balasan-" + number);
  const auto expect_done = [&](const Ending& ending, const char* doing) {
    EXPECT_TRUE(ending.exit_code == -1 || ending.exit_code == 0)
        << post_.name << ", " << doing << ": " << ending.exit_code << ending.out << ending.err;
    tally_.Count(std::string("card: ") + doing + (ending.exit_code == -1 ? ", killed" : ""));
    return ending.exit_code == 0;
  };
  const auto office = [&](const std::vector<std::string>& words) {
    return Run(district_.CommandFor(words), words[0] + ' ' + words[1], server_kills_, 20, "office");
  };
  expect_done(Run(phone_.CommandFor({"bundle", "export", "--to", card.string(), "--photos"}),
                  "exporting", client_kills_, kKilledPercent, "client"),
              "exported");
  if (std::filesystem::exists(card)) {
    expect_done(office({"bundle", "import", card.string()}), "imported by the office");
  }
  const bool replied = expect_done(
      office({"bundle", "reply", "--enrolment", enrolment_, "--to", replies.string()}), "answered");
  if (replied) {
    for (const auto& reply : std::filesystem::directory_iterator(replies)) {
      expect_done(Run(phone_.CommandFor({"bundle", "import", reply.path().string()}),
                      "taking a reply", client_kills_, kKilledPercent, "client"),
                  "reply taken");
    }
  }
  phone_.Status();
}

void Officer::Work(const std::atomic<bool>& over) {
  while (!over) {
    const std::uint64_t lot = chance_.Below(100);
    if (lot < 30) {
      Visit();
    } else if (lot < 40) {
      MeetSomebodyNew();
    } else if (lot < 52) {
      HandOver();
    } else if (lot < 62) {
      TakePhoto();
    } else if (lot < 97) {
      Sync();
    } else {
      Entrust();
    }
  }
}

void Officer::GoHome() {
  line_.Clear();
  for (int i = 0; i < kTriesUntilHome; ++i) {
    phone_.Sync();
    const v1::StatusView status = phone_.Status();
    if (status.waiting_sets() > 0 || status.waiting_photos() > 0) continue;
    const v1::LogView log = phone_.Log();
    for (const v1::LogEntryView& entry : log.entries()) arrivals_[entry.link()] = entry.arrival();
    return;
  }
  ADD_FAILURE() << post_.name << " still has work after " << kTriesUntilHome << " syncs";
}

}  // namespace tilik::kill
