#include "app/server.h"

#include "api/request_text.h"
#include "app/banner.h"
#include "app/clock.h"
#include "app/config/config_check.h"
#include "app/lifecycle.h"
#include "app/listeners.h"
#include "app/log.h"
#include "app/media_pool.h"
#include "app/neighbours.h"
#include "app/ops_service.h"
#include "app/repeating_timer.h"
#include "app/server_metrics.h"
#include "app/shard.h"
#include "app/start_up.h"
#include "app/system_random.h"
#include "app/version.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fmt/format.h>
#include <optional>

namespace sidetone::app {
namespace {

std::chrono::sys_seconds wall_seconds() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

net::ConnectionLimits::Bounds bounds_of(const Config& config) {
  return {.in_all = static_cast<std::size_t>(config.limits.connections),
          .per_source = static_cast<std::size_t>(config.limits.connections_per_source),
          .more_for_loopback = 256,
          .burst = std::max(200, config.limits.connections_per_source)};
}

// Prometheus and the health checks of a supervisor, whatever the rest of the world does to us.
constexpr net::ConnectionLimits::Bounds kOpsBounds{.in_all = 64};
constexpr auto kHousekeeping = std::chrono::seconds(15);

}  // namespace

/// In the order in which they are made; each may use those above it, and the loop no longer runs
/// when they go.
struct Server::Parts {
  explicit Parts(ServeOptions serve_options, rtc::DtlsCertificate certificate)
      : options(std::move(serve_options)),
        limits(bounds_of(options.config)),
        ops_limits(kOpsBounds),
        dtls(std::move(certificate)),
        tls(certificate_files(options.config)),
        names(loop),
        transport(loop, {limits, ids, drops}),
        http(loop, {.body_bytes = api::kMaxBody}, {limits, ids, drops}),
        ops_http(loop, {}, {ops_limits, ids, drops}),
        telephone(transport) {}

  ServeOptions options;
  SystemRandom random;
  net::DropCounters drops;
  net::ConnectionIds ids;
  net::ConnectionLimits limits;
  net::ConnectionLimits ops_limits;
  rtc::DtlsCertificate dtls;
  net::ServerTls tls;
  boost::asio::io_context loop{1};  // One thread runs it.

  NameServer names;
  SipTransport transport;
  net::HttpServer http;
  net::HttpServer ops_http;
  TakenPorts ports;
  std::unique_ptr<MediaPool> media;
  std::unique_ptr<store::Store> store;
  std::optional<StoredAccounts> accounts;
  ShardTelephone telephone;
  std::optional<api::Api> api;
  std::optional<CallNews> news;
  std::optional<Shard> shard;
  std::optional<OpsService> ops;
  std::optional<Lifecycle> lifecycle;
  std::optional<RepeatingTimer> housekeeping;

  Expected<void, std::string> take_ports();
  Expected<void, std::string> open_state();
  void connect();
  void serve();
  void reload();
  [[nodiscard]] bool idle() const;
  [[nodiscard]] call::Switchboard::Config switchboard_config() const;
  [[nodiscard]] store::Store::Config store_config() const;
};

Expected<void, std::string> Server::Parts::take_ports() {
  const Config& config = options.config;
  auto taken = app::take_ports(
      config,
      {.loop = loop, .drops = drops, .sip = transport, .http = http, .ops = ops_http, .tls = tls});
  if (!taken) return unexpected(std::move(taken.error()));
  ports = std::move(*taken);
  auto pool =
      MediaPool::open({.address = config.listen.address,
                       .webrtc_port = config.media.webrtc_port,
                       .rtp_ports = {config.media.rtp_ports.first, config.media.rtp_ports.last},
                       .workers = static_cast<std::size_t>(worker_count(config)),
                       .engine = {.certificate = &dtls}},
                      random);
  if (!pool) return unexpected("media.webrtc_port: " + pool.error().text);
  media = std::move(*pool);
  return {};
}

store::Store::Config Server::Parts::store_config() const {
  store::Store::Config config{.state_dir = options.config.state_dir,
                              .demo = std::nullopt,
                              .now_us = now().time_since_epoch().count() + wall_clock_offset_us()};
  if (options.demo) {
    config.demo = {.password = std::nullopt,
                   .password_file = options.config.state_dir + "/demo-password",
                   .open = options.demo_open};
    if (!options.demo_password.empty()) config.demo->password = options.demo_password;
  }
  return config;
}

Expected<void, std::string> Server::Parts::open_state() {
  if (auto ready = prepare_state_dir(options.config.state_dir); !ready) return ready;
  if (auto loaded = load_certificate(options.config, tls); !loaded) return loaded;
  auto opened = store::Store::open(store_config(), random, [this](std::function<void()> job) {
    boost::asio::post(loop, std::move(job));
  });
  if (!opened) return unexpected(std::move(opened.error()));
  store = std::move(*opened);
  return {};
}

call::Switchboard::Config Server::Parts::switchboard_config() const {
  const Config& config = options.config;
  call::Switchboard::Config result;
  result.sip.user_agent = fmt::format("Sidetone/{}", kVersion);
  result.sip.session_expires = std::chrono::seconds(config.sip.session_expires_seconds);
  result.advertise = advertised_addresses(config);
  for (int i = 0; i < worker_count(config); ++i) {
    result.webrtc_ports.push_back(static_cast<std::uint16_t>(config.media.webrtc_port + i));
  }
  result.dtls_fingerprint = dtls.fingerprint().value();
  result.wall_clock_offset_us = wall_clock_offset_us();
  result.max_calls = static_cast<std::size_t>(config.limits.calls);
  result.min_registration = std::chrono::seconds(config.sip.min_registration_seconds);
  result.max_registration = std::chrono::seconds(config.sip.max_registration_seconds);
  return result;
}

void Server::Parts::connect() {
  accounts.emplace(*store);
  api.emplace(
      api::Api::Config{.files = options.page, .description = options.api_description},
      api::Api::Neighbours{
          .directory = store->directory(),
          .accounts = *accounts,
          .telephone = telephone,
          .random = random,
          .clock = {.now = [] { return now(); },
                    .wall_us =
                        [] { return now().time_since_epoch().count() + wall_clock_offset_us(); }}});
  for (const directory::LoginSession& session : store->sessions()) api->restore(session);
  store->on_written([this](const call::Cdr& cdr) { api->handle_call_written(cdr); });
  news.emplace(*api, *store);
  shard.emplace(loop, switchboard_config(), store->directory(), random,
                Shard::Neighbours{transport, *media, *news, names});
  telephone.set_shard(*shard);
}

void Server::Parts::serve() {
  ops.emplace(OpsService::Sources{
      .metrics = [this] { return metrics_text({*shard, *media, *store, drops, limits, *api}); },
      .not_ready = [this] { return lifecycle->draining() ? "draining" : ""; }});
  lifecycle.emplace(
      loop, Lifecycle::Steps{
                .reload = [this] { reload(); },
                .drain =
                    [this] {
                      api->drain();
                      shard->drain();
                    },
                .hang_up_all = [this] { shard->hang_up_all(); },
                .idle = [this] { return idle(); },
                .patience = [this] { return std::chrono::seconds(options.config.drain_seconds); }});
  housekeeping.emplace(loop, kHousekeeping, [this] { api->handle_time(); });
  if (ports.https) http.serve(std::move(ports.https), &tls, *api);
  if (ports.local) http.serve(std::move(ports.local), nullptr, *api);
  if (ports.ops) ops_http.serve(std::move(ports.ops), nullptr, *ops);
}

bool Server::Parts::idle() const {
  const auto load = shard->switchboard().load();
  return load.calls == 0 && load.sessions == 0 && load.media_legs == 0;
}

void Server::Parts::reload() {
  if (auto loaded = tls.reload()) {
    log::info("certificate_read_again");
  } else {
    log::error("certificate_kept", {{"why", loaded.error().text}});
  }
  auto config = options.reread();
  if (!config) {
    log::error("configuration_kept", {{"why", config.error()}});
    return;
  }
  options.config.drain_seconds = config->drain_seconds;
  options.config.log = config->log;
  log::open(options.config.log);
  log::info("configuration_read_again", {{"applied", "drain_seconds, log.level, log.format"}});
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Server::~Server() = default;

Expected<std::unique_ptr<Server>, std::string> Server::start(ServeOptions options) {
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  auto certificate = rtc::DtlsCertificate::generate(wall_seconds());
  if (!certificate) return unexpected("DTLS certificate: " + certificate.error());
  auto parts = std::make_unique<Parts>(std::move(options), std::move(*certificate));
  if (auto taken = parts->take_ports(); !taken) return unexpected(std::move(taken.error()));
  if (auto became = become_user(parts->options.config.user); !became) {
    return unexpected(std::move(became.error()));
  }
  if (auto opened = parts->open_state(); !opened) return unexpected(std::move(opened.error()));
  parts->connect();
  parts->serve();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

void Server::run() {
  log::info("ready");
  parts_->loop.run();
}

std::string Server::banner() const {
  if (!parts_->options.demo) return {};
  const bool chosen = !parts_->options.demo_password.empty();
  return to_text({.config = parts_->options.config,
                  .password = chosen ? std::string() : parts_->store->demo()->password,
                  .password_file = parts_->options.config.state_dir + "/demo-password",
                  .open = parts_->options.demo_open});
}

}  // namespace sidetone::app
