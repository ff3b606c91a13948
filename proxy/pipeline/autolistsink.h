// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include "proxy/message/clientsink.h"

#include <QByteArray>

namespace proxy {

/// The sink between RELAY and the client for a list of models (MORPH_ROUTER_AUTO_MODEL). It holds
/// the list until it is whole and adds `auto` to it (autolisting.h). What is no such list, is an
/// error, is too large or is compressed in a way that is not read passes as it came.
class AutoListSink final : public SinkDecorator
{
public:
    static constexpr qsizetype kMaxList = 8LL * 1024 * 1024;

    /// @p client must outlive this.
    explicit AutoListSink(ClientSink &client)
        : SinkDecorator(client)
    { }

    void begin(const ResponseHead &head) override;
    void write(const BodyPiece &piece) override;
    void end() override;
    void cut() override;

private:
    void pass();
    [[nodiscard]] QByteArray list() const;

    ResponseHead m_head;
    QByteArray m_wire; ///< held, with its framing
    QByteArray m_payload; ///< the same without
    bool m_isHeld = false;
};

} // namespace proxy
