#include "net/media_sockets.h"

#include "base/assert.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <sys/eventfd.h>
#include <unistd.h>

namespace sidetone::net {

WakeUp::WakeUp() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  SIDETONE_ASSERT(event_);
}

void WakeUp::signal() const {
  const std::uint64_t one = 1;
  // It can only fail when the counter is full, and then the reader is awake already.
  [[maybe_unused]] const ssize_t written = ::write(event_.get(), &one, sizeof one);
}

void WakeUp::clear() const {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t read = ::read(event_.get(), &count, sizeof count);
}

MediaSockets::MediaSockets(std::size_t slots, const WakeUp& wake_up)
    : sockets_(slots), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  SIDETONE_ASSERT(epoll_);
  watch(wake_up.fd(), kWoken);
}

void MediaSockets::watch(int fd, Slot slot) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = slot;
  // Fails only without memory: that socket then stays deaf, and its leg ends by media timeout.
  [[maybe_unused]] const int result = ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event);
}

void MediaSockets::add(Slot slot, UdpSocket socket) {
  SIDETONE_ASSERT(slot != kWoken && slot < sockets_.size());
  remove(slot);
  watch(socket.fd(), slot);
  sockets_[slot] = std::move(socket);
}

void MediaSockets::remove(Slot slot) {
  if (slot < sockets_.size()) sockets_[slot].reset();  // Closing takes it out of the epoll set.
}

const UdpSocket* MediaSockets::find(Slot slot) const {
  if (slot >= sockets_.size() || !sockets_[slot]) return nullptr;
  return &*sockets_[slot];
}

std::span<const MediaSockets::Slot> MediaSockets::wait(Duration timeout) {
  timeout = std::clamp<Duration>(timeout, Duration(0), std::chrono::hours(1));
  const auto seconds = std::chrono::floor<std::chrono::seconds>(timeout);
  const timespec limit{.tv_sec = seconds.count(),
                       .tv_nsec = std::chrono::nanoseconds(timeout - seconds).count()};
  const int count = ::epoll_pwait2(epoll_.get(), events_.data(), static_cast<int>(events_.size()),
                                   &limit, nullptr);
  const std::size_t ready = count > 0 ? static_cast<std::size_t>(count) : 0;
  for (std::size_t i = 0; i < ready; ++i) ready_[i] = events_[i].data.u32;
  return {ready_.data(), ready};
}

}  // namespace sidetone::net
