#include "rtc/dtls/client_hello_reassembler.h"

#include <algorithm>

namespace sidetone::rtc {
namespace {

constexpr std::size_t kRecordHeader = 13;     // [RFC6347 §4.1]
constexpr std::size_t kHandshakeHeader = 12;  // [RFC6347 §4.2.2]
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kClientHello = 1;

// Cuts the first record off; empty, with nothing left, if the rest is no whole record.
Bytes take_record(Bytes& datagram) {
  if (datagram.size() < kRecordHeader) return datagram = {};
  const std::size_t size = kRecordHeader + load_u16(datagram, 11);
  if (size > datagram.size()) return datagram = {};
  const Bytes record = datagram.first(size);
  datagram = datagram.subspan(size);
  return record;
}

bool is_first_flight(Bytes record) {
  constexpr std::uint16_t kPlainEpoch = 0;
  return record[0] == kHandshakeRecord && load_u16(record, 3) == kPlainEpoch;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> ClientHelloReassembler::handle_datagram(Bytes datagram) {
  Bytes rest = datagram;
  while (!rest.empty()) {
    const Bytes record = take_record(rest);
    if (record.empty() || !is_first_flight(record)) continue;
    const Bytes header = record.first(kRecordHeader);
    Bytes body = record.subspan(kRecordHeader);
    while (const auto fragment = take_fragment(body)) {
      if (fragment->data.size() == fragment->hello_size) {
        return std::vector<std::uint8_t>(datagram.begin(), datagram.end());
      }
      if (add(*fragment)) return whole_record(header);
    }
  }
  return std::nullopt;
}

std::optional<ClientHelloReassembler::Fragment> ClientHelloReassembler::take_fragment(
    Bytes& record) {
  if (record.size() < kHandshakeHeader) return std::nullopt;
  const std::uint8_t type = record[0];
  const std::size_t data_size = load_u24(record, 9);
  Fragment fragment{.message_sequence = load_u16(record, 4),
                    .hello_size = load_u24(record, 1),
                    .offset = load_u24(record, 6)};
  record = record.subspan(kHandshakeHeader);
  if (type != kClientHello || data_size > record.size()) return std::nullopt;
  if (fragment.hello_size > kMaxHello || fragment.offset + data_size > fragment.hello_size) {
    return std::nullopt;
  }
  fragment.data = record.first(data_size);
  record = record.subspan(data_size);
  return fragment;
}

bool ClientHelloReassembler::add(const Fragment& fragment) {
  const bool same = fragments_ > 0 && fragment.message_sequence == message_sequence_ &&
                    fragment.hello_size == hello_.size();
  if (!same || fragments_ == kMaxFragments) {
    message_sequence_ = fragment.message_sequence;
    hello_.assign(fragment.hello_size, 0);
    have_.assign(fragment.hello_size, false);
    missing_ = fragment.hello_size;
    fragments_ = 0;
  }
  ++fragments_;
  for (std::size_t i = 0; i < fragment.data.size(); ++i) {
    const std::size_t at = fragment.offset + i;
    if (have_[at]) continue;
    have_[at] = true;
    hello_[at] = fragment.data[i];
    --missing_;
  }
  return missing_ == 0;
}

std::vector<std::uint8_t> ClientHelloReassembler::whole_record(Bytes record_header) const {
  std::vector<std::uint8_t> datagram(kRecordHeader + kHandshakeHeader + hello_.size());
  const MutableBytes bytes(datagram);
  // The sequence number of the last fragment's record: no record before it was seen by the
  // library, and those after it follow.
  std::ranges::copy(record_header, datagram.begin());
  store_u16(bytes, 11, static_cast<std::uint16_t>(kHandshakeHeader + hello_.size()));
  const MutableBytes message = bytes.subspan(kRecordHeader);
  message[0] = kClientHello;
  store_u24(message, 1, static_cast<std::uint32_t>(hello_.size()));
  store_u16(message, 4, message_sequence_);
  store_u24(message, 9, static_cast<std::uint32_t>(hello_.size()));
  std::ranges::copy(hello_, datagram.begin() + kRecordHeader + kHandshakeHeader);
  return datagram;
}

}  // namespace sidetone::rtc
