#pragma once

#include "base/address.h"
#include "base/expected.h"
#include "net/datagram_batch.h"
#include "net/drop.h"
#include "net/udp_socket.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace sidetone::net {

/// One UDP port for messages of up to 64 kB on the control thread: reads and writes in batches and
/// knows for each datagram the exact local address.
class UdpListener {
 public:
  using Receive = std::function<void(const ReceiveBatch::Datagram&)>;
  /// After the datagrams of one wake-up were handed to Receive.
  using BatchEnd = std::function<void()>;
  struct Handler {
    Receive receive;
    BatchEnd batch_end;
  };

  UdpListener(boost::asio::io_context& loop, UdpSocket socket, DropCounters& drops);
  ~UdpListener();
  UdpListener(const UdpListener&) = delete;
  UdpListener& operator=(const UdpListener&) = delete;

  void start(Handler handler);
  /// Queues; flush() sends. `from` may be unspecified.
  struct Message {
    SocketAddress to;
    IpAddress from;
    std::string bytes;
  };
  void send(Message message);
  void flush();
  [[nodiscard]] const SocketAddress& local() const { return socket_.local(); }

 private:
  void wait();
  void read();

  UdpSocket socket_;
  boost::asio::posix::stream_descriptor descriptor_;
  DropCounters& drops_;
  Handler handler_;
  ReceiveBatch received_;
  std::uint64_t oversized_seen_ = 0;
  SendBatch sending_;
  std::vector<Message> queued_;
};

}  // namespace sidetone::net
