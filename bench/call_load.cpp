#include "call_load.h"

#include <algorithm>
#include <fmt/format.h>
#include <variant>

namespace sidetone::bench {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kPatienceNs = 5 * kSecondNs;

}  // namespace

CallLoad::CallLoad(Party& caller, Party& callee)
    : caller_(caller), callee_(callee), description_(phone_description(media_, media_)) {}

std::string CallLoad::Result::to_json() const {
  return fmt::format(R"({{"completed": {}, "failed": {}, "seconds": {:.3f}, "answer_p50_us": {}, )"
                     R"("answer_p99_us": {}}})",
                     completed, failed, seconds, answer_p50_us, answer_p99_us);
}

CallLoad::Result CallLoad::run(const Plan& plan) {
  result_ = {};
  delays_ = {};
  begun_now_ = 0;
  start_ns_ = wall_ns();
  std::int64_t moved_ns = start_ns_;
  while (result_.completed + result_.failed < plan.calls) {
    const std::uint32_t before = begun_now_ + result_.completed + result_.failed;
    begin(plan);
    caller_.work();
    callee_.work();
    read_news();
    const bool moved = begun_now_ + result_.completed + result_.failed != before;
    if (moved) moved_ns = wall_ns();
    if (!moved && wall_ns() - moved_ns > kPatienceNs) break;
    if (!moved) wait(plan);
  }
  result_.failed = plan.calls - result_.completed;
  result_.seconds = static_cast<double>(wall_ns() - start_ns_) / kSecondNs;
  result_.answer_p50_us = delays_.quantile_us(0.5);
  result_.answer_p99_us = delays_.quantile_us(0.99);
  begun_at_.clear();
  return result_;
}

void CallLoad::begin(const Plan& plan) {
  const double elapsed = static_cast<double>(wall_ns() - start_ns_) / kSecondNs;
  const auto due = static_cast<std::uint32_t>(1 + elapsed * plan.calls_per_second);
  while (begun_now_ < plan.calls) {
    const bool now =
        plan.calls_per_second > 0 ? begun_now_ < due : begun_at_.size() < plan.in_flight;
    if (!now) return;
    const std::string id =
        caller_.user().call({.to = callee_.user().number(),
                             .sdp = description_,
                             .user_agent = fmt::format("sidetone-bench/{}", begun_++)});
    begun_at_.emplace(id, wall_ns());
    ++begun_now_;
  }
}

void CallLoad::wait(const Plan& plan) const {
  int milliseconds = 100;
  if (plan.calls_per_second > 0 && begun_now_ < plan.calls) {
    const double due = begun_now_ / plan.calls_per_second;
    const double elapsed = static_cast<double>(wall_ns() - start_ns_) / kSecondNs;
    milliseconds = std::clamp(static_cast<int>((due - elapsed) * 1'000), 0, 100);
  }
  wait_for_either(caller_.line(), callee_.line(), milliseconds);
}

void CallLoad::read_news() {
  for (Party* party : {&caller_, &callee_}) {
    while (!party->news().empty()) {
      const SipUser::Output news = std::move(party->news().front());
      party->news().pop_front();
      handle(news);
    }
    party->work();
  }
}

void CallLoad::handle(const SipUser::Output& news) {
  if (const auto* incoming = std::get_if<SipUser::Incoming>(&news)) {
    callee_.user().answer(incoming->call_id, description_);
  } else if (const auto* answered = std::get_if<SipUser::Answered>(&news)) {
    const auto call = begun_at_.find(answered->call_id);
    if (call == begun_at_.end()) return;
    delays_.add(wall_ns() - call->second);
    caller_.user().hang_up(answered->call_id);
  } else if (const auto* ended = std::get_if<SipUser::Ended>(&news)) {
    if (begun_at_.erase(ended->call_id) > 0) ++result_.completed;
  } else if (const auto* refused = std::get_if<SipUser::Refused>(&news)) {
    if (begun_at_.erase(refused->call_id) > 0) ++result_.failed;
  }
}

}  // namespace sidetone::bench
