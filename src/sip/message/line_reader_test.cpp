#include "sip/message/line_reader.h"

#include <gtest/gtest.h>

namespace sidetone::sip {
namespace {

TEST(LineReader, CutsAtCrLfAndAtALoneLf) {
  LineReader lines("a\r\nb\n\r\nrest");
  EXPECT_EQ(lines.next(), "a");
  EXPECT_EQ(lines.next(), "b");
  EXPECT_EQ(lines.next(), "");
  EXPECT_EQ(lines.rest(), "rest");
  EXPECT_EQ(lines.next(), std::nullopt);
}

TEST(LineReader, SkipsEmptyLinesInFront) {
  LineReader lines("\r\n\n\r\na\r\n");
  lines.skip_empty_lines();
  EXPECT_EQ(lines.offset(), 5U);
  LineReader only_cr("\r\ra");
  only_cr.skip_empty_lines();
  EXPECT_EQ(only_cr.offset(), 0U);
}

TEST(LineReader, UnfoldsWithOneSpace) {
  LineReader lines("Via  \r\n\t /UDP \r\n \r\n  host\r\nTo: x\r\n");
  const auto first = lines.next();
  EXPECT_EQ(unfold(*first, lines), "Via   /UDP host");
  EXPECT_EQ(lines.next(), "To: x");
}

TEST(LineReader, UnfoldsOntoAnEmptyFirstLine) {
  LineReader lines("Contact:\r\n  <sip:a@b>\r\n\r\n");
  EXPECT_EQ(unfold(split_header_line(*lines.next()).value, lines), "<sip:a@b>");
}

TEST(HeaderLine, HasANameAndAValue) {
  const HeaderLine line = split_header_line("Via \t :  a: b ");
  EXPECT_EQ(line.name, "Via");
  EXPECT_EQ(line.value, "a: b");
  EXPECT_EQ(split_header_line("s:").name, "s");
}

TEST(HeaderLine, HasNoNameWithoutATokenAndAColon) {
  EXPECT_EQ(split_header_line("Foobar roobar").name, "");
  EXPECT_EQ(split_header_line("Foo bar: x").name, "");
  EXPECT_EQ(split_header_line(" Via: x").name, "");
  EXPECT_EQ(split_header_line(": x").name, "");
}

}  // namespace
}  // namespace sidetone::sip
