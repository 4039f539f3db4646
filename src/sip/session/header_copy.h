#pragma once

#include "sip/message/message.h"

namespace sidetone::sip {

/// All lines of `from`, behind those that are there.
inline void append(HeaderFields& headers, const HeaderFields& from) {
  for (const HeaderField& field : from) headers.add(field.written_name(), field.value);
}

}  // namespace sidetone::sip
