#include "app/name_server.h"

#include <memory>
#include <optional>
#include <utility>

namespace sidetone::app {
namespace {

template <typename Record>
using Found = Expected<std::vector<Record>, net::DnsFailure>;

sip::NameAnswer records_of(Found<net::ServiceRecord> found) {
  std::vector<sip::ServiceRecord> records;
  if (!found) return records;
  for (net::ServiceRecord& record : *found) {
    records.push_back({.priority = record.priority,
                       .weight = record.weight,
                       .port = record.port,
                       .target = std::move(record.target)});
  }
  return records;
}

sip::NameAnswer records_of(Found<net::NaptrRecord> found) {
  std::vector<sip::NaptrRecord> records;
  if (!found) return records;
  for (net::NaptrRecord& record : *found) {
    records.push_back({.order = record.order,
                       .preference = record.preference,
                       .flags = std::move(record.flags),
                       .service = std::move(record.service),
                       .replacement = std::move(record.replacement)});
  }
  return records;
}

/// Both families, asked for at once.
struct Pair {
  std::optional<std::vector<IpAddress>> v4, v6;
};

}  // namespace

void NameServer::look_up(const sip::NameQuestion& question, Answer answer) {
  switch (question.records) {
    case sip::ServerSearch::Records::kNaptr:
      return client_.naptr(question.name, [answer = std::move(answer)](auto found) {
        answer(records_of(std::move(found)));
      });
    case sip::ServerSearch::Records::kServices:
      return client_.services(question.name, [answer = std::move(answer)](auto found) {
        answer(records_of(std::move(found)));
      });
    case sip::ServerSearch::Records::kAddresses:
      return look_up_addresses(question.name, answer);
  }
}

void NameServer::look_up_addresses(const std::string& name, const Answer& answer) {
  const auto pair = std::make_shared<Pair>();
  const auto take = [pair, answer](auto family) {
    return [pair, answer, family](Found<IpAddress> found) {
      (*pair).*family = found ? std::move(*found) : std::vector<IpAddress>();
      if (!pair->v4 || !pair->v6) return;
      std::vector<IpAddress> all = std::move(*pair->v4);
      all.insert(all.end(), pair->v6->begin(), pair->v6->end());
      answer(std::move(all));
    };
  };
  client_.addresses_v4(name, take(&Pair::v4));
  client_.addresses_v6(name, take(&Pair::v6));
}

}  // namespace sidetone::app
