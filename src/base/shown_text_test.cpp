#include "base/shown_text.h"

#include <gtest/gtest.h>

namespace sidetone {
namespace {

using namespace std::string_literals;

TEST(ShownText, LeavesTextAsItIs) {
  EXPECT_EQ(shown("+1 (555) 010-0101", 64), "+1 (555) 010-0101");
  EXPECT_EQ(shown("Jürgen Müller 📞 日本", 64), "Jürgen Müller 📞 日本");
  EXPECT_EQ(shown("", 64), "");
}

TEST(ShownText, HasNoLinesAndNoControls) {
  EXPECT_EQ(shown("101\r\nBcc: x\r\n\r\n"s, 64), "101 Bcc: x");
  EXPECT_EQ(shown("a\0b\x1B[31mc\x7F"s, 64), "a b [31mc");
  EXPECT_EQ(shown("a\xC2\x85"s + "b\xE2\x80\xA8" + "c", 64), "a b c");
}

TEST(ShownText, ReplacesWhatIsNoText) {
  EXPECT_EQ(shown("a\xFF\xC0\x80z"s, 64), "a���z");
}

TEST(ShownText, ShowsTextInTheDirectionInWhichItIsRead) {
  EXPECT_EQ(shown("\u202Egpj.exe\u2066\uFEFF\u200F", 64), "gpj.exe");
}

TEST(ShownText, CutsByCharactersAndSaysSo) {
  EXPECT_EQ(shown("äöü", 3), "äöü");
  EXPECT_EQ(shown("äöüß", 3), "äö…");
  EXPECT_EQ(shown(std::string(70'000, '1'), 64).size(), 63U + 3U);
  EXPECT_EQ(shown(std::string(70'000, '\n'), 64), "");
}

}  // namespace
}  // namespace sidetone
