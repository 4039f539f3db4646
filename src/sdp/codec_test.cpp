#include "sdp/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sidetone::sdp {

using enum CodecKind;
using ::testing::ElementsAre;

namespace {

constexpr CodecKind kOurs[] = {kOpus, kG722, kPcmu, kPcma};

std::vector<Codec> codecs(std::initializer_list<CodecKind> kinds) {
  std::vector<Codec> list;
  for (const CodecKind kind : kinds) list.push_back({.kind = kind});
  return list;
}

}  // namespace

TEST(Codec, AnOpusReceiverSaysWhatItWants) {
  const OpusFormat format = parse_opus_format(
      "maxplaybackrate=16000;stereo=1; useinbandfec=1;usedtx=1;"
      "maxaveragebitrate=20000");
  EXPECT_EQ(format, (OpusFormat{.inband_fec = true,
                                .dtx = true,
                                .max_average_bitrate = 20'000,
                                .max_playback_rate = 16'000,
                                .stereo = true}));
}

TEST(Codec, WithoutFmtpOpusHasTheDefaultsOfItsRfc) {
  EXPECT_EQ(parse_opus_format(""), OpusFormat{});
  EXPECT_FALSE(parse_opus_format("").inband_fec);
}

TEST(Codec, OpusNumbersOutOfRangeAreAsNotSaid) {
  EXPECT_EQ(parse_opus_format("maxaveragebitrate=5999;maxplaybackrate=96000"), OpusFormat{});
  EXPECT_EQ(parse_opus_format("maxaveragebitrate=510001;maxplaybackrate=-1"), OpusFormat{});
  EXPECT_EQ(parse_opus_format("useinbandfec;;=;usedtx=yes"), OpusFormat{});
}

TEST(Codec, ABrowserFacingAG711PhoneIsOfferedG711First) {
  EXPECT_THAT(order_for_callee(codecs({kPcma, kPcmu}), kOurs),
              ElementsAre(kPcma, kPcmu, kOpus, kG722));
}

TEST(Codec, ABrowserWhoseCalleeTookG711IsAnsweredG711First) {
  EXPECT_THAT(order_for_caller(codecs({kPcmu}), kOurs), ElementsAre(kPcmu, kOpus, kG722, kPcma));
}

TEST(Codec, WhatWeDoNotWantIsNotOfferedOn) {
  constexpr CodecKind kOnlyG711[] = {kPcmu};
  EXPECT_THAT(order_for_callee(codecs({kOpus, kPcmu}), kOnlyG711), ElementsAre(kPcmu));
}

}  // namespace sidetone::sdp
