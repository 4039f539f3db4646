#include "audio/wav.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace sidetone::audio {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& bytes, std::string_view text) {
  bytes.insert(bytes.end(), text.begin(), text.end());
}
void append(Bytes& bytes, std::span<const std::uint8_t> more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

Bytes file(const WavFormat& format, const std::vector<std::int16_t>& samples) {
  Bytes bytes;
  append(bytes, wav_header(format, static_cast<std::uint32_t>(2 * samples.size())));
  Bytes data(2 * samples.size());
  write_samples(samples, data);
  append(bytes, data);
  return bytes;
}

void set_data_length(Bytes& bytes, std::uint32_t length) {
  for (std::size_t i = 0; i < 4; ++i) bytes[40 + i] = static_cast<std::uint8_t>(length >> (8 * i));
}

TEST(Wav, WhatIsWrittenIsRead) {
  const Bytes bytes = file({.sample_rate_hz = 48'000, .channels = 2}, {1, -2, 32'767, -32'768});
  const auto view = parse_wav(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->format, (WavFormat{.sample_rate_hz = 48'000, .channels = 2}));
  ASSERT_EQ(view->frames(), 2u);
  EXPECT_EQ(view->at(0, 0), 1);
  EXPECT_EQ(view->at(0, 1), -2);
  EXPECT_EQ(view->at(1, 0), 32'767);
  EXPECT_EQ(view->at(1, 1), -32'768);
}

TEST(Wav, TheHeaderHasTheBytesThatPlayersExpect) {
  const auto header = wav_header({.sample_rate_hz = 8'000, .channels = 1}, 320);
  const Bytes expected{'R',  'I',  'F',  'F',  0x64, 0x01, 0,    0,    'W',  'A',  'V',
                       'E',  'f',  'm',  't',  ' ',  0x10, 0,    0,    0,    0x01, 0,
                       0x01, 0,    0x40, 0x1F, 0,    0,    0x80, 0x3E, 0,    0,    0x02,
                       0,    0x10, 0,    'd',  'a',  't',  'a',  0x40, 0x01, 0,    0};
  EXPECT_EQ(Bytes(header.begin(), header.end()), expected);
}

TEST(Wav, OtherChunksAreSkippedAlsoOfOddLength) {
  const Bytes plain = file({}, {7, 8});
  Bytes bytes(plain.begin(), plain.begin() + 12);
  append(bytes, "LIST");
  append(bytes, Bytes{3, 0, 0, 0, 'a', 'b', 'c', 0});
  bytes.insert(bytes.end(), plain.begin() + 12, plain.end());
  const auto view = parse_wav(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->frames(), 2u);
  EXPECT_EQ(view->at(1), 8);
}

TEST(Wav, AFileThatWasCutOffPlaysToItsEnd) {
  Bytes bytes = file({.channels = 2}, {1, 2, 3, 4, 5, 6});
  bytes.resize(bytes.size() - 3);
  const auto view = parse_wav(bytes);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->frames(), 2u);
}

TEST(Wav, AWriterThatDiedLeavesAFileThatPlays) {
  Bytes bytes = file({}, {1, 2, 3});
  set_data_length(bytes, 0);
  ASSERT_TRUE(parse_wav(bytes));
  EXPECT_EQ(parse_wav(bytes)->frames(), 3u);
  set_data_length(bytes, 0xFFFF'FFFF);
  EXPECT_EQ(parse_wav(bytes)->frames(), 3u);
}

TEST(Wav, WhatFollowsTheDataIsNotSound) {
  Bytes bytes = file({}, {1, 2, 3});
  append(bytes, "LIST....");
  EXPECT_EQ(parse_wav(bytes)->frames(), 3u);
}

TEST(Wav, AnUnknownLengthStaysUnknown) {
  const auto header = wav_header({}, 0xFFFF'FFFF);
  EXPECT_EQ(header[4], 0xFF);
  EXPECT_EQ(header[7], 0xFF);
}

TEST(Wav, WhatIsNoWavIsRefused) {
  EXPECT_EQ(parse_wav({}).error(), WavError::kNotWav);
  EXPECT_EQ(parse_wav(Bytes(100)).error(), WavError::kNotWav);
  const Bytes bytes = file({}, {1});
  for (std::size_t size = 0; size < 44; ++size) {
    EXPECT_FALSE(parse_wav(std::span(bytes).first(size))) << size;
  }
}

TEST(Wav, AChunkLongerThanTheFileIsRefused) {
  Bytes bytes = file({}, {1, 2});
  bytes[16] = 0xFF;
  bytes[19] = 0xFF;
  EXPECT_EQ(parse_wav(bytes).error(), WavError::kNotWav);
}

TEST(Wav, OtherFormatsAreNamedUnsupported) {
  Bytes bytes = file({}, {1, 2});
  bytes[34] = 8;  // bits a sample
  EXPECT_EQ(parse_wav(bytes).error(), WavError::kUnsupported);
  bytes = file({}, {1, 2});
  bytes[20] = 7;  // µ-law
  EXPECT_EQ(parse_wav(bytes).error(), WavError::kUnsupported);
  bytes = file({}, {1, 2});
  bytes[22] = 3;  // channels
  EXPECT_EQ(parse_wav(bytes).error(), WavError::kUnsupported);
}

TEST(Wav, TheExtensibleFormatIsReadByItsSubFormat) {
  const Bytes plain = file({}, {5, 6});
  Bytes bytes(plain.begin(), plain.begin() + 36);
  bytes[16] = 40;
  bytes[20] = 0xFE;
  bytes[21] = 0xFF;
  append(bytes, Bytes{22, 0, 16,   0, 4,    0, 0, 0,    1, 0,    0,    0,
                      0,  0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71});
  bytes.insert(bytes.end(), plain.begin() + 36, plain.end());
  ASSERT_TRUE(parse_wav(bytes));
  EXPECT_EQ(parse_wav(bytes)->at(1), 6);
}

}  // namespace
}  // namespace sidetone::audio
