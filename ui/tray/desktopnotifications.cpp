// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/desktopnotifications.h"

#include "ui/look/activation.h"

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#endif

using namespace Qt::StringLiterals;

namespace ui {

#ifdef LLMPROXY_HAS_DBUS

namespace {

const QString kService = u"org.freedesktop.Notifications"_s;
const QString kPath = u"/org/freedesktop/Notifications"_s;
const QString kShow = u"default"_s; // a click on the notification itself
const QString kProbe = u"probe"_s;
const QString kPause = u"pause"_s;

QDBusMessage call(const QString &method)
{
    return QDBusMessage::createMethodCall(kService, kPath, kService, method);
}

} // namespace

DesktopNotifications::DesktopNotifications(QObject *parent)
    : QObject(parent)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(kService, kPath, kService, u"ActionInvoked"_s, this,
                SLOT(onAction(quint32, QString)));
    bus.connect(kService, kPath, kService, u"ActivationToken"_s, this,
                SLOT(onToken(quint32, QString)));
    bus.connect(kService, kPath, kService, u"NotificationClosed"_s, this,
                SLOT(onClosed(quint32, quint32)));
    auto *watcher =
        new QDBusServiceWatcher(kService, bus, QDBusServiceWatcher::WatchForOwnerChange, this);
    connect(watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &owner) {
                m_capabilities.reset();
                m_shown.clear();
                if (!owner.isEmpty())
                    askWhatItCanDo();
            });
    askWhatItCanDo();
}

void DesktopNotifications::askWhatItCanDo()
{
    auto *watcher = new QDBusPendingCallWatcher(
        QDBusConnection::sessionBus().asyncCall(call(u"GetCapabilities"_s)), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher] {
        const QDBusPendingReply<QStringList> reply = *watcher;
        if (reply.isValid())
            m_capabilities = reply.value();
        watcher->deleteLater();
    });
}

bool DesktopNotifications::send(const Notification &notification)
{
    if (!m_capabilities)
        return false;
    const QString text =
        can(u"body-markup"_s) ? notification.text.toHtmlEscaped() : notification.text;
    const auto kind = static_cast<int>(notification.kind);
    constexpr uchar kNormal = 1;
    constexpr uchar kCritical = 2;
    const QVariantMap hints {
        {u"urgency"_s, QVariant::fromValue(notification.isProblem ? kCritical : kNormal)},
        {u"desktop-entry"_s, u"llm-proxy"_s}};
    constexpr int kAsTheDesktopWants = -1;
    QDBusMessage message = call(u"Notify"_s);
    message << u"llm-proxy"_s << m_shown.value(kind, 0U) << u"llm-proxy"_s << notification.title
            << text << actionsFor(notification.kind) << hints << kAsTheDesktopWants;
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(message), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, kind, notification] {
        const QDBusPendingReply<quint32> reply = *watcher;
        if (reply.isValid())
            m_shown[kind] = reply.value();
        else
            Q_EMIT failed(notification);
        watcher->deleteLater();
    });
    return true;
}

QStringList DesktopNotifications::actionsFor(NotificationKind kind) const
{
    if (!can(u"actions"_s))
        return {};
    QStringList actions {kShow, tr("Show")};
    if (kind == NotificationKind::Breaker)
        actions << kProbe << tr("Probe now") << kPause << tr("Pause routing");
    return actions;
}

void DesktopNotifications::onAction(quint32 id, const QString &key)
{
    // The service tells everybody of everybody's.
    if (m_shown.key(id, -1) < 0)
        return;
    if (key == kShow)
        Q_EMIT actionChosen(NotificationAction::Show);
    else if (key == kProbe)
        Q_EMIT actionChosen(NotificationAction::ProbeNow);
    else if (key == kPause)
        Q_EMIT actionChosen(NotificationAction::Pause);
}

/// It comes before the action that it is for.
void DesktopNotifications::onToken(quint32 id, const QString &token)
{
    if (m_shown.key(id, -1) >= 0)
        useActivationToken(token.toLatin1());
}

void DesktopNotifications::onClosed(quint32 id, quint32)
{
    if (const int kind = m_shown.key(id, -1); kind >= 0)
        m_shown.remove(kind);
}

#else

// The tray's balloon is all there is.

DesktopNotifications::DesktopNotifications(QObject *parent)
    : QObject(parent)
{ }

bool DesktopNotifications::send(const Notification &)
{
    return false;
}

void DesktopNotifications::onAction(quint32, const QString &)
{ }

void DesktopNotifications::onToken(quint32, const QString &)
{ }

void DesktopNotifications::onClosed(quint32, quint32)
{ }

#endif

} // namespace ui
