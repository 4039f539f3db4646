#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace sidetone::sdp {

/// The codecs that we speak.
enum class CodecKind : std::uint8_t { kOpus, kG722, kPcmu, kPcma };

/// "opus", "G722", "PCMU", "PCMA" as an rtpmap writes it.
[[nodiscard]] std::string_view encoding_name(CodecKind kind);
/// Of the rtpmap: 48,000 for Opus, 8,000 for the others (G.722 too [RFC3551 §4.5.2]).
[[nodiscard]] std::uint32_t clock_rate_hz(CodecKind kind);

/// What the receiver of a stream asked for [RFC7587 §6.1]; the defaults are the RFC's.
struct OpusFormat {
  bool inband_fec = false;                ///< useinbandfec
  bool dtx = false;                       ///< usedtx
  std::uint32_t max_average_bitrate = 0;  ///< bit/s; 0: not said.
  std::uint32_t max_playback_rate = 48'000;
  bool stereo = false;
  bool operator==(const OpusFormat&) const = default;
};
/// Reads `minptime=10;useinbandfec=1`; values out of range are as not said.
[[nodiscard]] OpusFormat parse_opus_format(std::string_view fmtp);

/// One codec as the peer described it.
struct Codec {
  CodecKind kind = CodecKind::kPcmu;
  std::uint8_t payload_type = 0;          ///< What we send with: the peer's number.
  std::uint8_t receive_payload_type = 0;  ///< What the peer sends with; nearly always the same.
  OpusFormat opus;                        ///< Only for kOpus: what the peer wants to receive.
  bool operator==(const Codec&) const = default;
};

/// The order in which the callee is offered codecs, so that no transcoding is needed when it can
/// be avoided: first what the caller offered, in the caller's order, then the rest of `ours`,
/// which costs a transcoder. A browser facing a G.711-only phone is so offered G.711 first.
[[nodiscard]] std::vector<CodecKind> order_for_callee(std::span<const Codec> caller,
                                                      std::span<const CodecKind> ours);

/// The order for the answer to the caller once the callee has answered: the callee's codecs, its
/// sending codec first, then the rest of `ours`.
[[nodiscard]] std::vector<CodecKind> order_for_caller(std::span<const Codec> callee,
                                                      std::span<const CodecKind> ours);

}  // namespace sidetone::sdp
