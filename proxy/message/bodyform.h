// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QByteArrayView>

namespace proxy {

class HeaderList;

/// The form of an answer's body.
enum class BodyForm {
    Untold, ///< the bytes so far fit more than one form
    Events, ///< text/event-stream
    Json, ///< one JSON object or array
    Other,
};

/// The form of a body that begins with @p bytes. The bytes decide, because servers send either form
/// under any Content-Type. White space and a byte order mark may come first. Pure.
[[nodiscard]] BodyForm bodyFormOf(QByteArrayView bytes);

/// Whether the Content-Type says text/event-stream.
[[nodiscard]] bool isEventStream(const HeaderList &headers);

} // namespace proxy
