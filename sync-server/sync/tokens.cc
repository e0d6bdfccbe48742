#include "sync-server/sync/tokens.h"

#include <sodium.h>

#include <cstring>

namespace tilik::sync {
namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kTokenBytes = ChainId::kSize + 3 * 8 + kMacBytes;
// A nonce: time (8), chance (8), MAC (16).
constexpr std::size_t kNonceSaid = 16;

void PutInteger(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

std::uint64_t TakeInteger(std::string_view raw, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<unsigned char>(raw[at + i]);
  return value;
}

bool SameMac(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

std::string Tokens::Mac(std::string_view what) const {
  std::string mac(kMacBytes, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(mac.data()), mac.size(),
                     reinterpret_cast<const unsigned char*>(what.data()), what.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  return mac;
}

std::string Tokens::Issue(const Session& session) const {
  std::string token = session.enrolment.str();
  PutInteger(token, session.epoch);
  PutInteger(token, session.number);
  PutInteger(token, static_cast<std::uint64_t>(session.expires.ms));
  return token + Mac(token);
}

Result<Session> Tokens::Read(const std::string& token, std::uint64_t epoch, Instant now) const {
  if (token.size() != kTokenBytes) return Status::Denied("this is no session token");
  std::string_view said(token.data(), kTokenBytes - kMacBytes);
  if (!SameMac(Mac(said), std::string_view(token).substr(said.size()))) {
    return Status::Denied("this session token was not made here");
  }
  Session session;
  session.enrolment = ChainId::FromRaw(said.substr(0, ChainId::kSize)).value();
  session.epoch = TakeInteger(said, ChainId::kSize);
  session.number = TakeInteger(said, ChainId::kSize + 8);
  session.expires.ms = static_cast<std::int64_t>(TakeInteger(said, ChainId::kSize + 16));
  if (session.epoch != epoch || session.expires < now)
    return Status::Denied("the session is over; open a new one");
  return session;
}

Nonce Tokens::MakeNonce(Instant now) {
  std::string said;
  PutInteger(said, static_cast<std::uint64_t>(now.ms));
  said.resize(kNonceSaid);
  random_.Fill(said.data() + 8, 8);
  return Nonce::FromRaw(said + Mac("nonce" + said)).value();
}

Status Tokens::UseNonce(const Nonce& nonce, Instant now) {
  std::string said(nonce.raw().substr(0, kNonceSaid));
  if (!SameMac(Mac("nonce" + said), nonce.raw().substr(kNonceSaid))) {
    return Status::Denied("this nonce was not made here");
  }
  const auto made = static_cast<std::int64_t>(TakeInteger(said, 0));
  if (made > now.ms || now.ms - made > kNonceLifeMs)
    return Status::Denied("the nonce is too old; ask for another");
  std::lock_guard lock(mutex_);
  used_.erase(used_.begin(), used_.lower_bound({now.ms - kNonceLifeMs, Nonce()}));
  if (!used_.insert({made, nonce}).second) return Status::Denied("the nonce was used before");
  return Status();
}

}  // namespace tilik::sync
