// Any datagram as RTP and as a compound of RTCP packets: reading is safe, editing keeps a packet
// a packet, and what the RTCP reader read the writer writes.

#include "base/assert.h"
#include "rtc/rtcp/reception_statistics.h"
#include "rtc/rtcp/rtcp_reader.h"
#include "rtc/rtcp/rtcp_writer.h"
#include "rtc/rtcp/sender_statistics.h"
#include "rtc/rtp/audio_level.h"
#include "rtc/rtp/rtp_writer.h"
#include "rtc/rtp/telephone_event.h"

#include <vector>

using namespace sidetone;
using namespace sidetone::rtc;

namespace {

void edit_rtp(const RtpView& view) {
  const Bytes payload = view.payload();
  std::vector<std::uint8_t> copy(view.bytes().begin(), view.bytes().end());
  const RtpHeader header{.payload_type = 1, .sequence = 2, .timestamp = 3, .ssrc = Ssrc{4}};
  rewrite_rtp_header(copy, header);
  const MutableBytes stripped = strip_rtp(copy);
  const auto bare = RtpView::parse(stripped);
  SIDETONE_ASSERT(bare && header_of(*bare) == header);
  SIDETONE_ASSERT(
      std::equal(payload.begin(), payload.end(), bare->payload().begin(), bare->payload().end()));
  std::vector<std::uint8_t> levelled(stripped.begin(), stripped.end());
  levelled.resize(stripped.size() + kAudioLevelSize);
  const AudioLevel level{.minus_dbov = 30, .voice = true};
  (void)insert_audio_level(levelled, stripped.size(), {.id = 5, .level = level});
  const auto full = RtpView::parse(levelled);
  SIDETONE_ASSERT(full && audio_level(*full, 5) == level &&
                  full->payload().size() == payload.size());
}

void read_rtp(Bytes bytes) {
  const auto view = RtpView::parse(bytes);
  if (!view) return;
  for (int id = 0; id < 256; ++id) (void)view->extension(static_cast<std::uint8_t>(id));
  for (std::size_t i = 0; i < view->csrc_count(); ++i) (void)view->csrc(i);
  (void)TelephoneEvent::parse(view->payload());
  edit_rtp(*view);
}

void follow(ReceptionStatistics& statistics, const RtcpReport& report) {
  if (report.info) statistics.handle_sender_report(*report.info, Instant{});
  for (const ReportBlock& block : report.blocks.all()) {
    (void)SenderStatistics::round_trip(block, Instant{std::chrono::seconds(block.jitter)});
    statistics.handle_packet({.sequence = static_cast<std::uint16_t>(block.highest_sequence),
                              .timestamp = block.jitter,
                              .at = Instant{std::chrono::milliseconds(block.last_sr)}});
    (void)statistics.report(Instant{});
  }
}

void read_rtcp(Bytes bytes) {
  auto reader = RtcpReader::open(bytes);
  if (!reader) return;
  ReceptionStatistics statistics(Ssrc{1}, 8000);
  std::vector<std::uint8_t> buffer(2 * bytes.size() + 1024);
  RtcpWriter writer(buffer);
  while (const auto packet = reader->next()) {
    const bool is_report =
        packet->type == RtcpType::kSenderReport || packet->type == RtcpType::kReceiverReport;
    if (is_report) {
      if (const auto report = parse_report(*packet)) {
        follow(statistics, *report);
        writer.add_report(*report);
      }
    }
    if (const auto description = parse_source_description(*packet)) {
      if (*description) writer.add_source_description(**description);
    }
    if (const auto goodbye = parse_goodbye(*packet)) writer.add_goodbye(*goodbye);
    if (const auto report = parse_extended_report(*packet)) writer.add_extended_report(*report);
  }
  SIDETONE_ASSERT(writer.size() == 0 || RtcpReader::open(writer.bytes()).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(data, size);
  read_rtp(bytes);
  read_rtcp(bytes);
  return 0;
}
