#pragma once

#include "api/api.h"
#include "app/media_pool.h"
#include "app/shard.h"
#include "net/connection_limits.h"
#include "net/drop.h"
#include "store/store.h"

#include <string>

namespace sidetone::app {

/// Whose numbers stand on /metrics.
struct MetricsSources {
  const Shard& shard;
  const MediaPool& media;
  const store::Store& store;
  const net::DropCounters& drops;
  const net::ConnectionLimits& limits;
  const api::Api& api;
};
/// The page in Prometheus' text format. docs/operations.md explains each name.
[[nodiscard]] std::string metrics_text(const MetricsSources& sources);

}  // namespace sidetone::app
