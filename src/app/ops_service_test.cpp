#include "app/ops_service.h"

#include <gtest/gtest.h>

namespace sidetone::app {
namespace {

class OpsServiceTest : public testing::Test {
 protected:
  net::HttpResponse get(const std::string& path, const std::string& method = "GET") {
    net::HttpResponse result;
    net::HttpRequest request;
    request.method = method;
    request.path = path;
    service_.handle_request(request,
                            [&](net::HttpResponse response) { result = std::move(response); });
    return result;
  }
  std::string why_not_;
  OpsService service_{
      {.metrics = [] { return std::string("m 1\n"); }, .not_ready = [this] { return why_not_; }}};
};

TEST_F(OpsServiceTest, IsReadyUntilThereIsAReasonAgainstIt) {
  EXPECT_EQ(get("/readyz").status, 200u);
  why_not_ = "draining";
  EXPECT_EQ(get("/readyz").status, 503u);
  EXPECT_EQ(get("/readyz").body_view(), "draining\n");
  EXPECT_EQ(get("/healthz").status, 200u) << "alive all the same";
}

TEST_F(OpsServiceTest, ShowsItsMetrics) {
  EXPECT_EQ(get("/metrics").body_view(), "m 1\n");
}

TEST_F(OpsServiceTest, RefusesEverythingElse) {
  EXPECT_EQ(get("/").status, 404u);
  EXPECT_EQ(get("/metrics", "POST").status, 405u);
}

}  // namespace
}  // namespace sidetone::app
