// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/loop/directnotifier.h"

#include <QEvent>

#include <utility>

namespace proxy {

DirectNotifier::DirectNotifier(qintptr descriptor, Type type, std::function<void()> call)
    : QSocketNotifier(descriptor, type)
    , m_call(std::move(call))
{ }

bool DirectNotifier::event(QEvent *event)
{
    if (event->type() != QEvent::SockAct)
        return QSocketNotifier::event(event);
    m_call();
    return true;
}

} // namespace proxy
