#include "app/server_metrics.h"

#include "app/metrics.h"
#include "app/version.h"

namespace sidetone::app {
namespace {

double number(std::uint64_t count) {
  return static_cast<double>(count);
}

void add_load(MetricsPage& page, const call::Switchboard::Load& load) {
  page.gauge("sidetone_calls", "Calls that are up or ringing", number(load.calls));
  page.gauge("sidetone_registrations", "Bindings of phones", number(load.registrations));
  page.gauge("sidetone_sip_transactions", "SIP transactions", number(load.transactions));
  page.gauge("sidetone_sip_sessions", "INVITE sessions", number(load.sessions));
  page.gauge("sidetone_media_legs", "Media legs that control knows", number(load.media_legs));
}

void add_drops(MetricsPage& page, const MetricsSources& sources) {
  constexpr std::string_view kName = "sidetone_drops_total";
  constexpr std::string_view kHelp = "What was refused, closed or lost, by reason";
  for (std::size_t i = 0; i < static_cast<std::size_t>(net::Drop::kCount); ++i) {
    const auto drop = static_cast<net::Drop>(i);
    page.counter(kName, kHelp, number(sources.drops.of(drop)),
                 {{"where", "net"}, {"reason", std::string(net::name(drop))}});
  }
  for (const auto& [name, count] : sources.shard.counts()) {
    page.counter(kName, kHelp, number(count),
                 {{"where", "switchboard"}, {"reason", std::string(name)}});
  }
}

void add_media(MetricsPage& page, const MediaPool& media) {
  std::size_t index = 0;
  for (const auto& worker : media.workers()) {
    const WorkerCounters& counts = worker->counters();
    const std::vector<MetricsPage::Label> label{{"worker", std::to_string(index++)}};
    page.counter("sidetone_media_packets_received_total", "Datagrams read",
                 number(counts.packets_received), label);
    page.counter("sidetone_media_packets_sent_total", "Datagrams sent", number(counts.packets_sent),
                 label);
    page.counter("sidetone_media_send_failed_total", "Datagrams that the kernel did not take",
                 number(counts.send_failed), label);
    page.counter("sidetone_media_oversized_total", "Datagrams longer than any RTP packet may be",
                 number(counts.oversized), label);
    page.gauge("sidetone_media_worker_legs", "Legs of this worker", number(counts.legs), label);
  }
  page.gauge("sidetone_media_commands_waiting", "Commands that found a worker's queue full",
             number(media.waiting()));
  page.gauge("sidetone_media_ports_free", "Port pairs for phones", number(media.free_ports()));
}

void add_store(MetricsPage& page, const store::CdrWriter::Counters& counts) {
  page.counter("sidetone_cdr_written_total", "Call records in the database",
               number(counts.written));
  page.counter("sidetone_cdr_spooled_total", "Call records that had to wait in the spool file",
               number(counts.spooled));
  page.counter("sidetone_cdr_failed_commits_total", "Commits that the database refused",
               number(counts.failed_commits));
  page.counter("sidetone_cdr_dropped_total", "Call records lost", number(counts.dropped));
  page.counter("sidetone_cdr_spool_failures_total", "The spool file could not be read or removed",
               number(counts.spool_failures));
  page.counter("sidetone_cdr_spools_set_aside_total", "Damaged spool files, kept as cdr-spool.bad",
               number(counts.spools_set_aside));
  page.gauge("sidetone_cdr_waiting", "Call records not yet written", number(counts.waiting));
}

}  // namespace

std::string metrics_text(const MetricsSources& sources) {
  MetricsPage page;
  page.gauge("sidetone_info", "Which Sidetone this is", 1, {{"version", std::string(kVersion)}});
  add_load(page, sources.shard.switchboard().load());
  page.gauge("sidetone_connections", "TCP, TLS and HTTP connections",
             number(sources.limits.in_use()));
  page.gauge("sidetone_login_sessions", "People who are signed in", number(sources.api.sessions()));
  page.gauge("sidetone_event_streams", "Open event streams", number(sources.api.listeners()));
  add_media(page, sources.media);
  add_store(page, sources.store.cdr_counters());
  add_drops(page, sources);
  page.process();
  return page.text();
}

}  // namespace sidetone::app
