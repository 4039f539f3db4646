#include "rtc/dtls/datagram_bio.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>

#include <memory>

namespace sidetone::rtc {
namespace {

class DatagramBioTest : public testing::Test {
 protected:
  // What a read into `room` bytes gives; "nothing" if it has to be tried again.
  std::string read(std::size_t room) {
    std::string text(room, '?');
    const int size = BIO_read(bio_.get(), text.data(), static_cast<int>(room));
    if (size < 0 && BIO_should_read(bio_.get())) return "nothing";
    return text.substr(0, static_cast<std::size_t>(size));
  }

  DatagramPipe pipe_;
  std::unique_ptr<BIO, decltype(&BIO_free)> bio_{new_datagram_bio(pipe_), BIO_free};
};

TEST_F(DatagramBioTest, HandsADatagramOutOnce) {
  EXPECT_EQ(read(10), "nothing");
  pipe_.incoming = bytes_of("hello");
  EXPECT_EQ(read(10), "hello");
  EXPECT_EQ(read(10), "nothing");
}

TEST_F(DatagramBioTest, CutsOffWhatTheReaderHasNoRoomFor) {
  pipe_.incoming = bytes_of("hello");
  EXPECT_EQ(read(2), "he");
  EXPECT_EQ(read(10), "nothing");
}

TEST_F(DatagramBioTest, MakesADatagramOfEachWrite) {
  EXPECT_EQ(BIO_write(bio_.get(), "one", 3), 3);
  EXPECT_EQ(BIO_write(bio_.get(), "three", 5), 5);
  EXPECT_EQ(BIO_flush(bio_.get()), 1);
  ASSERT_EQ(pipe_.outgoing.size(), 2u);
  EXPECT_EQ(text_of(pipe_.outgoing[1]), "three");
}

}  // namespace
}  // namespace sidetone::rtc
