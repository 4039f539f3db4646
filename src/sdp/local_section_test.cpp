#include "sdp/local_section.h"

#include "sdp/test_media.h"

#include <gtest/gtest.h>

namespace sidetone::sdp {
namespace {

std::string lines_of(const Attributes& attributes, std::string_view name) {
  std::string text;
  for (const Attribute& attribute : attributes) {
    if (attribute.name == name) text += attribute.value + "\n";
  }
  return text;
}

SectionChoice pcmu() {
  return {.protocol = "RTP/AVP", .formats = {.codecs = {{.kind = CodecKind::kPcmu}}}};
}

}  // namespace

TEST(LocalSection, CandidatesAreHostCandidatesOfOneComponentBestFirst) {
  LocalMedia local = dtls_end();
  local.candidates.push_back({.ip = *IpAddress::parse("2001:db8::5"), .port = 40'000});
  const Media media = audio_section(local, pcmu());
  EXPECT_EQ(lines_of(media.attributes, "candidate"),
            "1 1 udp 2130706431 198.51.100.1 40000 typ host\n"
            "2 1 udp 2130706175 2001:db8::5 40000 typ host\n");
}

TEST(LocalSection, TheRtcpPortIsNamedOnlyWhereItIsNotTheNext) {
  LocalMedia local = plain_end();
  EXPECT_FALSE(audio_section(local, pcmu()).attributes.has("rtcp"));
  local.rtcp_port = 30'000;
  EXPECT_EQ(lines_of(audio_section(local, pcmu()).attributes, "rtcp"), "30000\n");
}

TEST(LocalSection, EachDirectionHasItsName) {
  for (const auto& [direction, name] :
       {std::pair(Direction{true, true}, "sendrecv"), std::pair(Direction{true, false}, "sendonly"),
        std::pair(Direction{false, true}, "recvonly"),
        std::pair(Direction{false, false}, "inactive")}) {
    SectionChoice choice = pcmu();
    choice.direction = direction;
    EXPECT_TRUE(audio_section(plain_end(), choice).attributes.has(name)) << name;
  }
}

TEST(LocalSection, ARejectedLineKeepsWhatNamesIt) {
  const Media video = corpus("chromium_video").media.at(1);
  const Media rejected = rejected_section(video);
  EXPECT_EQ(rejected.kind, "video");
  EXPECT_EQ(rejected.port, 0);
  EXPECT_EQ(rejected.protocol, video.protocol);
  EXPECT_EQ(rejected.formats, video.formats);
  EXPECT_EQ(*rejected.attributes.find("mid"), "1");
  EXPECT_EQ(rejected.attributes.size(), 2U);
}

TEST(LocalSection, AnAddressOfIpv6IsWrittenAsSuch) {
  LocalMedia local = plain_end();
  local.address = *IpAddress::parse("2001:db8::1");
  const std::string text = to_string(session_frame(local));
  EXPECT_NE(text.find("o=- 4711 1 IN IP6 2001:db8::1\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("c=IN IP6 2001:db8::1\r\n"), std::string::npos) << text;
}

TEST(LocalSection, OnlyIceEndsAreLite) {
  EXPECT_TRUE(session_frame(dtls_end()).attributes.has("ice-lite"));
  EXPECT_FALSE(session_frame(sdes_end()).attributes.has("ice-lite"));
}

TEST(LocalSection, TheVersionGrowsOnlyWithAChange) {
  const Session first = session_frame(plain_end());
  Session same = session_frame(plain_end());
  continue_version(same, &first);
  EXPECT_EQ(same, first);
  Session changed = session_frame(plain_end());
  changed.attributes.add("inactive");
  continue_version(changed, &first);
  EXPECT_EQ(changed.origin.version, 2U);
  EXPECT_EQ(changed.origin.session_id, 4'711U);
}

}  // namespace sidetone::sdp
