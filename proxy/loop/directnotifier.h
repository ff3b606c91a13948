// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QSocketNotifier>

#include <functional>

namespace proxy {

/// A notifier that calls without the detour of a signal: each request brings several events. The
/// call may switch it off, but not destroy it.
class DirectNotifier final : public QSocketNotifier
{
public:
    DirectNotifier(qintptr descriptor, Type type, std::function<void()> call);

protected:
    bool event(QEvent *event) override;

private:
    std::function<void()> m_call;
};

} // namespace proxy
