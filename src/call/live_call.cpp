#include "call/live_call.h"

namespace sidetone::call {
namespace {

CallView view_of(const LiveCall& call, directory::ExtensionId extension) {
  return {.id = call.cdr.id,
          .tenant = call.cdr.tenant,
          .extension = extension,
          .state = call.state,
          .started_us = call.cdr.started_us,
          .answered_us = call.cdr.answered_us};
}

}  // namespace

CallView caller_view(const LiveCall& call) {
  CallView view = view_of(call, call.cdr.caller_extension.value_or(directory::ExtensionId()));
  view.outgoing = true;
  view.peer_number = call.cdr.dialled;
  view.peer_name = call.cdr.callee_name;
  return view;
}

std::optional<CallView> callee_view(const LiveCall& call) {
  if (!call.cdr.callee_extension) return std::nullopt;
  CallView view = view_of(call, *call.cdr.callee_extension);
  // Whoever is called hears nothing before they answer.
  if (view.state == CallState::kEarly) view.state = CallState::kRinging;
  view.peer_number = call.cdr.caller_number;
  view.peer_name = call.cdr.caller_name;
  return view;
}

}  // namespace sidetone::call
