#include "app/metrics.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sidetone::app {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double resident_bytes() {
  std::ifstream file("/proc/self/statm");
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double open_files() {
  std::error_code ignored;
  const std::filesystem::directory_iterator begin("/proc/self/fd", ignored);
  return static_cast<double>(std::distance(begin, std::filesystem::directory_iterator()));
}

}  // namespace

prometheus::ClientMetric& MetricsPage::add(std::string_view name, std::string_view help,
                                           prometheus::MetricType type, std::vector<Label> labels) {
  auto family = std::ranges::find(families_, name, &prometheus::MetricFamily::name);
  if (family == families_.end()) {
    families_.push_back(
        {.name = std::string(name), .help = std::string(help), .type = type, .metric = {}});
    family = families_.end() - 1;
  }
  prometheus::ClientMetric& metric = family->metric.emplace_back();
  for (Label& label : labels) {
    metric.label.push_back({.name = std::move(label.name), .value = std::move(label.value)});
  }
  return metric;
}

void MetricsPage::counter(std::string_view name, std::string_view help, double value,
                          std::vector<Label> labels) {
  add(name, help, prometheus::MetricType::Counter, std::move(labels)).counter.value = value;
}

void MetricsPage::gauge(std::string_view name, std::string_view help, double value,
                        std::vector<Label> labels) {
  add(name, help, prometheus::MetricType::Gauge, std::move(labels)).gauge.value = value;
}

void MetricsPage::process() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  counter("process_cpu_seconds_total", "User and system CPU time",
          seconds(usage.ru_utime) + seconds(usage.ru_stime));
  gauge("process_resident_memory_bytes", "Resident memory", resident_bytes());
  gauge("process_open_fds", "Open descriptors", open_files());
}

std::string MetricsPage::text() const {
  return prometheus::TextSerializer().Serialize(families_);
}

}  // namespace sidetone::app
