#include "net/udp_listener.h"

#include <span>

namespace sidetone::net {
namespace {

constexpr std::size_t kLongestMessage = 65'535;
constexpr std::size_t kBatch = 32;
// After so many batches the other sockets of the loop get their turn.
constexpr int kBatchesPerTurn = 4;

std::span<const std::uint8_t> as_bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace

UdpListener::UdpListener(boost::asio::io_context& loop, UdpSocket socket, DropCounters& drops)
    : socket_(std::move(socket)),
      descriptor_(loop, socket_.fd()),
      drops_(drops),
      received_({.datagrams = kBatch, .longest = kLongestMessage, .tail_room = 0}),
      sending_(kBatch) {}

UdpListener::~UdpListener() {
  descriptor_.release();  // The socket closes it.
}

void UdpListener::start(Handler handler) {
  handler_ = std::move(handler);
  wait();
}

void UdpListener::wait() {
  descriptor_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                         [this](const boost::system::error_code& error) {
                           if (error) return;
                           read();
                           wait();
                         });
}

void UdpListener::read() {
  for (int turn = 0; turn < kBatchesPerTurn; ++turn) {
    for (const ReceiveBatch::Datagram& datagram : received_.receive(socket_)) {
      handler_.receive(datagram);
    }
    const bool more = received_.full();
    received_.clear();
    if (!more) break;
  }
  drops_.add(Drop::kUdpOversized, received_.oversized() - oversized_seen_);
  oversized_seen_ = received_.oversized();
  handler_.batch_end();
  flush();
}

void UdpListener::send(Message message) {
  if (queued_.size() == kBatch) flush();
  queued_.push_back(std::move(message));
}

void UdpListener::flush() {
  for (const Message& message : queued_) {
    sending_.add(socket_,
                 {.to = message.to, .from = message.from, .bytes = as_bytes(message.bytes)});
  }
  if (sending_.size() > 0) drops_.add(Drop::kUdpSendFailed, sending_.flush(socket_));
  queued_.clear();
}

}  // namespace sidetone::net
