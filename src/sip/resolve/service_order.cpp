#include "sip/resolve/service_order.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace sidetone::sip {
namespace {

using Iterator = std::vector<ServiceRecord>::iterator;

/// [RFC2782] "choose a uniform random number between 0 and the sum computed (inclusive), and select
/// the RR whose running sum value is the first in the selected order which is greater than or equal
/// to the random number selected."
Iterator draw(Iterator begin, Iterator end, Random& random) {
  std::uint32_t sum = 0;
  for (Iterator at = begin; at != end; ++at) sum += at->weight;
  const std::uint32_t chosen = random.below(sum + 1);
  std::uint32_t running = 0;
  for (Iterator at = begin; at != end; ++at) {
    running += at->weight;
    if (running >= chosen) return at;
  }
  return begin;
}

}  // namespace

std::vector<ServiceRecord> in_order(std::vector<ServiceRecord> records, Random& random) {
  // [RFC2782] of one priority "all those with weight 0 are placed at the beginning of the list".
  std::ranges::stable_sort(records, {}, [](const ServiceRecord& record) {
    return std::pair(record.priority, record.weight != 0);
  });
  for (Iterator begin = records.begin(); begin != records.end(); ++begin) {
    const Iterator end = std::find_if(begin, records.end(), [&](const ServiceRecord& record) {
      return record.priority != begin->priority;
    });
    const Iterator first = draw(begin, end, random);
    std::rotate(begin, first, first + 1);
  }
  return records;
}

}  // namespace sidetone::sip
