#include "app/metrics.h"

#include <gmock/gmock.h>

namespace sidetone::app {
namespace {

using testing::HasSubstr;

TEST(MetricsPage, PutsAllLabelsOfANameUnderOneHeading) {
  MetricsPage page;
  page.counter("sidetone_drops_total", "What was dropped", 3, {{"reason", "idle"}});
  page.gauge("sidetone_calls", "Calls", 2);
  page.counter("sidetone_drops_total", "What was dropped", 5, {{"reason", "slow"}});
  EXPECT_EQ(page.text(),
            "# HELP sidetone_drops_total What was dropped\n"
            "# TYPE sidetone_drops_total counter\n"
            "sidetone_drops_total{reason=\"idle\"} 3\n"
            "sidetone_drops_total{reason=\"slow\"} 5\n"
            "# HELP sidetone_calls Calls\n"
            "# TYPE sidetone_calls gauge\n"
            "sidetone_calls 2\n");
}

TEST(MetricsPage, KnowsTheProcess) {
  MetricsPage page;
  page.process();
  EXPECT_THAT(page.text(), HasSubstr("process_resident_memory_bytes "));
  EXPECT_THAT(page.text(), testing::Not(HasSubstr("process_resident_memory_bytes 0\n")));
  EXPECT_THAT(page.text(), testing::Not(HasSubstr("process_open_fds 0\n")));
}

}  // namespace
}  // namespace sidetone::app
