#include "district.h"

#include <algorithm>

#include "proto/contract/bundle_reader.h"

namespace tilik::client {

District::District(std::uint64_t seed)
    : random_(seed), key_(SigningKey::Make(random_)), seal_(SealSecret::Make(random_)) {}

EnrolOrder District::Order() {
  EnrolOrder order;
  order.server = "https://dinsos.example";
  order.code = "7MKQD-TR4XV";
  order.district = key_.public_key();
  order.device_name = "Redmi 9A";
  order.pin = kPin;
  return order;
}

void District::Send(std::uint64_t village, const v1::RecordRow& row) {
  feeds_[village].push_back({row, {}});
}

void District::SendLeft(std::uint64_t village, const RecordId& record, std::uint64_t revision) {
  Row row;
  row.left.set_record(record.str());
  row.left.set_revision(revision);
  feeds_[village].push_back(row);
}

void District::SendOutcome(v1::Outcome outcome) {
  *inbox_.emplace_back().add_outcomes() = std::move(outcome);
}
void District::SendTask(v1::Task task) { *inbox_.emplace_back().add_tasks() = std::move(task); }
void District::SendProgramme(const v1::Programme& programme) { programmes_.push_back(programme); }
void District::SendLine(const v1::EntitlementLine& line) { lines_.push_back(line); }

void District::Restore(std::uint64_t sets) {
  ++epoch;
  arrived.erase(arrived.upper_bound(sets), arrived.end());
  feeds_.clear();
  inbox_.clear();
  tokens_.clear();
}

void District::Believe(std::uint64_t seq, const Link& link) { arrived[seq].link = link; }

std::uint64_t District::Contiguous() const {
  std::uint64_t seq = 0;
  while (arrived.contains(seq + 1)) ++seq;
  return seq;
}

v1::LogHead District::Head() {
  v1::LogHead head;
  ContentHash hash = HashOf(std::to_string(arrivals_));
  head.set_epoch(epoch);
  head.set_count(arrivals_);
  head.set_hash(hash.str());
  head.set_signature(key_.SignHead(epoch, arrivals_, hash).str());
  return head;
}

Result<std::string> District::Call(std::string_view method, std::string_view request,
                                   std::string_view token) {
  std::string name(method.substr(method.rfind('/') + 1));
  calls.push_back(name);
  bytes_asked += request.size() + token.size();
  if (unreachable) return Status::Unavailable("no network");
  Result<std::string> answer = Answer(name, request, token);
  if (answer.ok()) bytes_answered += answer->size();
  if (name == lose_answer_to) {
    lose_answer_to.clear();
    return Status::Unavailable("the line broke");
  }
  return answer;
}

Result<std::string> District::Answer(std::string_view method, std::string_view request,
                                     std::string_view token) {
  std::string bytes(request);
  if (method == "Enrol") {
    v1::EnrolRequest enrol;
    EXPECT_TRUE(enrol.ParseFromString(bytes));
    return Enrol(enrol);
  }
  if (method == "Hello") {
    nonce_.assign(32, '\0');
    random_.Fill(nonce_.data(), nonce_.size());
    v1::HelloResponse response;
    response.set_nonce(nonce_);
    return response.SerializeAsString();
  }
  if (method == "Open") {
    v1::OpenRequest open;
    EXPECT_TRUE(open.ParseFromString(bytes));
    return Open(open);
  }
  if (!tokens_.contains(token)) return Status::Denied("unknown token");
  if (method == "Push") {
    v1::PushRequest push;
    EXPECT_TRUE(push.ParseFromString(bytes));
    return Push(push);
  }
  v1::PullRequest pull;
  EXPECT_TRUE(pull.ParseFromString(bytes));
  return Pull(pull);
}

Result<std::string> District::Enrol(const v1::EnrolRequest& request) {
  if (request.code() != "7MKQD-TR4XV") return Status::Denied("unknown code");
  random_.Fill(enrolment_.data(), enrolment_.size());
  device_key_ = *PublicKey::FromRaw(request.public_key());
  v1::Certificate certificate;
  certificate.set_district(key_.public_key().str());
  certificate.set_enrolment(enrolment_.str());
  certificate.set_officer("Yuliana Tefa");
  certificate.set_public_key(request.public_key());
  v1::EnrolResponse response;
  *response.mutable_certificate() = key_.Certify(certificate);
  response.set_district_name("Timor Tengah Selatan");
  for (const v1::RecoverySecret& secret : recovery) *response.add_recovery() = secret;
  response.set_seal_public_key(seal_.public_key().str());
  return response.SerializeAsString();
}

Result<std::string> District::Open(const v1::OpenRequest& request) {
  EXPECT_TRUE(VerifyCertificate(key_.public_key(), request.certificate()).ok());
  EXPECT_EQ(request.nonce(), nonce_);
  EXPECT_TRUE(VerifySession(device_key_, *Nonce::FromRaw(request.nonce()), enrolment_,
                            *Signature::FromRaw(request.proof())));
  v1::OpenResponse response = Word();
  std::string token = "session " + std::to_string(++sessions_) + " of " + std::to_string(epoch);
  tokens_.insert(token);
  response.set_token(token);
  response.set_session(sessions_);
  return response.SerializeAsString();
}

v1::OpenResponse District::Word() {
  v1::OpenResponse response;
  response.set_epoch(epoch);
  std::uint64_t contiguous = Contiguous();
  response.set_contiguous_seq(contiguous);
  if (contiguous > 0) response.set_contiguous_link(arrived[contiguous].link.str());
  for (const auto& [seq, set] : arrived) {
    if (seq <= contiguous) continue;
    v1::WaitingSet* waiting = response.add_waiting();
    waiting->set_seq(seq);
    waiting->set_link(set.link.str());
  }
  response.set_backed_up_through(backed_up_through);
  *response.mutable_head() = Head();
  response.set_assignment_revision(assignment_revision);
  for (std::uint64_t village : villages) response.add_villages(village);
  response.set_server_time_ms(1'700'000'123'000);
  response.set_minimum_app_version_for_pull(static_cast<std::uint32_t>(minimum_app_version));
  response.set_revoked(revoked);
  return response;
}

Result<std::string> District::Push(const v1::PushRequest& request) {
  push_sizes.push_back(static_cast<std::size_t>(request.bodies_size()));
  Link link = *Link::FromRaw(request.previous_link());
  std::vector<Link> links;
  for (int i = 0; i < request.bodies_size(); ++i) {
    link = LinkOf(enrolment_, request.first_seq() + static_cast<std::uint64_t>(i), link,
                  HashOf(request.bodies(i)));
    links.push_back(link);
  }
  if (!VerifyLink(device_key_, link, *Signature::FromRaw(request.head_signature()))) {
    return Status::Denied("the head's signature does not hold");
  }
  v1::PushResponse response;
  for (int i = 0; i < request.bodies_size(); ++i) {
    std::uint64_t seq = request.first_seq() + static_cast<std::uint64_t>(i);
    Arrived& set = arrived[seq];
    if (set.link != links[static_cast<std::size_t>(i)]) {
      set.link = links[static_cast<std::size_t>(i)];
      set.body = request.bodies(i);
      ReceiptFacts facts{epoch, enrolment_, seq, set.link, ++arrivals_, {1'700'000'200'000}};
      set.receipt.set_epoch(epoch);
      set.receipt.set_seq(seq);
      set.receipt.set_arrival(facts.arrival);
      set.receipt.set_time_ms(static_cast<std::uint64_t>(facts.time.ms));
      set.receipt.set_signature(key_.SignReceipt(facts).str());
    }
    *response.add_receipts() = set.receipt;
  }
  response.set_backed_up_through(backed_up_through);
  return response.SerializeAsString();
}

Result<std::string> District::Pull(const v1::PullRequest& request) {
  v1::PullResponse response;
  response.set_epoch(epoch);
  response.set_assignment_revision(assignment_revision);
  for (std::uint64_t village : villages) response.add_assignment(village);
  response.set_backed_up_through(backed_up_through);
  for (const v1::VillageCursor& cursor : request.villages()) {
    const std::vector<Row>& feed = feeds_[cursor.village()];
    if (cursor.position() >= feed.size()) continue;
    v1::VillagePage* page = response.add_villages();
    page->set_village(cursor.village());
    page->set_from(cursor.position());
    std::size_t end = std::min<std::size_t>(cursor.position() + rows_per_page, feed.size());
    for (std::size_t i = cursor.position(); i < end; ++i) {
      if (feed[i].row) {
        *page->add_rows() = *feed[i].row;
      } else {
        *page->add_left() = feed[i].left;
      }
    }
    page->set_to(end);
    page->set_more(end < feed.size());
  }
  if (request.inbox() < inbox_.size()) {
    v1::InboxPage* inbox = response.mutable_inbox();
    for (std::size_t i = request.inbox(); i < inbox_.size(); ++i) inbox->MergeFrom(inbox_[i]);
    inbox->set_from(request.inbox());
    inbox->set_to(inbox_.size());
  }
  std::size_t references = programmes_.size() + lines_.size();
  if (request.reference() < references) {
    v1::ReferencePage* reference = response.mutable_reference();
    reference->set_from(request.reference());
    reference->set_to(references);
    for (const v1::Programme& programme : programmes_) *reference->add_programmes() = programme;
    for (const v1::EntitlementLine& line : lines_) *reference->add_lines() = line;
    v1::VillageName* village = reference->add_villages();
    village->set_village(kOelbubuk);
    village->set_name("Oelbubuk");
  }
  return response.SerializeAsString();
}

void District::TakeBundle(const std::string& file) {
  BundleReader reader(seal_, [&](std::uint64_t offset, std::size_t size) {
    return Result<std::string>(file.substr(std::min(offset, file.size()), size));
  });
  while (auto opened = Must(reader.Next())) {
    if (opened->frame.has_request()) {
      EXPECT_TRUE(request_.ParseFromString(opened->frame.request().said()));
    }
    if (!opened->frame.has_set()) continue;
    v1::PushRequest push;
    push.set_first_seq(opened->frame.set().seq());
    push.set_previous_link(opened->frame.set().previous_link());
    push.add_bodies(opened->frame.set().body());
    push.set_head_signature(opened->frame.set().signature());
    EXPECT_TRUE(Push(push).ok());
  }
}

std::string District::Reply() {
  std::string file;
  BundleWriter writer =
      Must(BundleWriter::Begin(*SealKeyOf(device_key_), random_, 0, [&](std::string_view frame) {
        file += frame;
        return Status();
      }));
  const auto sealed = [&](const v1::BundleReply& reply) {
    v1::BundleFrame frame;
    frame.mutable_reply()->set_enrolment(enrolment_.str());
    frame.mutable_reply()->set_said(reply.SerializeAsString());
    frame.mutable_reply()->set_signature(
        key_.SignBundleReply(enrolment_, frame.reply().said()).str());
    return frame;
  };
  v1::BundleReply word;
  *word.mutable_word() = Word();
  EXPECT_TRUE(writer.AddTwice(sealed(word)).ok());
  v1::BundleReply receipts;
  receipts.mutable_receipts()->set_enrolment(enrolment_.str());
  receipts.mutable_receipts()->set_epoch(epoch);
  for (const auto& [seq, set] : arrived) *receipts.mutable_receipts()->add_receipts() = set.receipt;
  EXPECT_TRUE(*writer.Add(sealed(receipts)));
  v1::PullRequest pull = request_.pull();
  if (pull.epoch() != epoch) pull.Clear();
  for (std::uint64_t village : villages) {
    bool known = false;
    for (const v1::VillageCursor& cursor : pull.villages()) known |= cursor.village() == village;
    if (!known) pull.add_villages()->set_village(village);
  }
  while (true) {
    v1::BundleReply page;
    EXPECT_TRUE(page.mutable_page()->ParseFromString(Must(Pull(pull))));
    if (page.page().villages_size() == 0 && !page.page().has_inbox() &&
        !page.page().has_reference()) {
      break;
    }
    EXPECT_TRUE(*writer.Add(sealed(page)));
    for (const v1::VillagePage& village : page.page().villages()) {
      for (v1::VillageCursor& cursor : *pull.mutable_villages()) {
        if (cursor.village() == village.village()) cursor.set_position(village.to());
      }
    }
    if (page.page().has_inbox()) pull.set_inbox(page.page().inbox().to());
    if (page.page().has_reference()) pull.set_reference(page.page().reference().to());
  }
  EXPECT_TRUE(writer.Finish().ok());
  return file;
}

Result<std::uint64_t> District::AttachmentOffset(const ContentHash& hash, std::uint64_t,
                                                 std::string_view token) {
  calls.push_back("Offset");
  if (unreachable) return Status::Unavailable("no network");
  EXPECT_TRUE(tokens_.contains(token));
  return photos[hash.str()].size();
}

Result<std::uint64_t> District::AppendAttachment(const ContentHash& hash, std::uint64_t offset,
                                                 std::string_view bytes, std::string_view) {
  calls.push_back("Append");
  std::string& photo = photos[hash.str()];
  EXPECT_EQ(photo.size(), offset);
  photo += bytes;
  if (lose_answer_to == "Append") {
    lose_answer_to.clear();
    return Status::Unavailable("the line broke");
  }
  return photo.size();
}

v1::RecordRow RowOf(const RecordId& record, v1::RecordKind kind, std::uint64_t revision,
                    const Answers& values) {
  v1::RecordRow row;
  row.set_record(record.str());
  row.set_kind(kind);
  row.set_revision(revision);
  row.set_status(v1::RECORD_STATUS_ACTIVE);
  WriteColumns(values, row.mutable_values());
  return row;
}

v1::Outcome OutcomeOf(std::uint64_t seq, std::uint32_t operation, v1::OutcomeKind kind,
                      std::uint64_t resulting_revision) {
  v1::Outcome outcome;
  outcome.set_seq(seq);
  outcome.set_operation(operation);
  outcome.set_kind(kind);
  outcome.set_resulting_revision(resulting_revision);
  return outcome;
}

Field FieldNamed(std::string_view name) {
  const v1::Concept* found = Codebooks::BuiltIn().ConceptNamed(name);
  EXPECT_NE(found, nullptr) << name;
  return found->number();
}

Answer Typed(const std::string& text) { return {text, How::kAsked}; }
Answer Seen(std::uint32_t code) {
  return {Coded{Codebooks::BuiltIn().FindNamed("dtks-2020")->number(), code}, How::kSeen};
}
Answer Refer(const RecordId& record) { return {record, How::kUnspecified}; }

RecordId NumberedRecord(int number) {
  RecordId id;
  id.data()[0] = 1;
  id.data()[6] = 0x70;
  id.data()[8] = 0x80;
  id.data()[14] = static_cast<std::uint8_t>(number >> 8);
  id.data()[15] = static_cast<std::uint8_t>(number);
  return id;
}

}  // namespace tilik::client
