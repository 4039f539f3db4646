#pragma once

#include "sdp/offer_answer.h"
#include "sdp/payload_formats.h"
#include "sdp/security.h"
#include "sdp/session.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sidetone::sdp {

/// What an offer decides freely and an answer takes from the offer, for our one audio m-line.
struct SectionChoice {
  std::string protocol;
  std::optional<std::string> mid;
  PayloadFormats formats;  ///< With the payload types that we want to receive.
  Direction direction;
  Setup setup = Setup::kActpass;
  std::vector<Crypto> cryptos;
  std::uint8_t audio_level_extension = 0;
  bool rtcp_mux = false;
};

/// Our audio m-line.
[[nodiscard]] Media audio_section(const LocalMedia& local, const SectionChoice& choice);

/// The same m-line, refused: port 0, in its place [RFC3264 §6].
[[nodiscard]] Media rejected_section(const Media& media);

/// Session level of a description of ours, with our address and the next version number: that of
/// `previous`, plus one if anything else differs [RFC3264 §8].
[[nodiscard]] Session session_frame(const LocalMedia& local);
void continue_version(Session& session, const Session* previous);

}  // namespace sidetone::sdp
