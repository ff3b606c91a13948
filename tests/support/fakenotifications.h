// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVirtualObject>

#include <vector>

namespace support {

/// A fake of the desktop's service of notifications, org.freedesktop.Notifications. It refuses what
/// a real one refuses: wrong types, and to replace what it never showed.
class FakeNotifications final : public QDBusVirtualObject
{
public:
    struct Shown
    {
        quint32 id = 0;
        quint32 replaces = 0;
        QString title;
        QString text;
        QStringList actions; ///< keys and labels in turn
        QVariantMap hints;
    };

    bool start(const QStringList &capabilities)
    {
        m_capabilities = capabilities;
        QDBusConnection bus = service();
        return bus.registerVirtualObject(QStringLiteral("/org/freedesktop/Notifications"), this)
               && bus.registerService(QStringLiteral("org.freedesktop.Notifications"));
    }
    void stop()
    {
        QDBusConnection bus = service();
        bus.unregisterService(QStringLiteral("org.freedesktop.Notifications"));
        bus.unregisterObject(QStringLiteral("/org/freedesktop/Notifications"));
    }
    /// The user clicks @p key of the notification @p id.
    static void choose(quint32 id, const QString &key) { say("ActionInvoked", {id, key}); }
    /// Says before a click which token it has for the window.
    static void giveToken(quint32 id, const QString &token) { say("ActivationToken", {id, token}); }
    static void close(quint32 id) { say("NotificationClosed", {id, quint32(2)}); }

    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        if (message.member() == QLatin1StringView("GetCapabilities"))
            return bus.send(message.createReply(m_capabilities));
        if (message.member() != QLatin1StringView("Notify"))
            return false;
        if (message.signature() != QLatin1StringView("susssasa{sv}i") || refuses)
            return bus.send(message.createErrorReply(QDBusError::InvalidArgs, message.signature()));
        const QVariantList values = message.arguments();
        const quint32 replaces = values[1].toUInt();
        if (replaces > m_last)
            return bus.send(
                message.createErrorReply(QDBusError::InvalidArgs, QStringLiteral("no such id")));
        const quint32 id = replaces != 0 ? replaces : ++m_last;
        shown.push_back({id, replaces, values[3].toString(), values[4].toString(),
                         values[5].toStringList(),
                         qdbus_cast<QVariantMap>(values[6].value<QDBusArgument>())});
        return bus.send(message.createReply(id));
    }

    std::vector<Shown> shown;
    bool refuses = false;

private:
    static QDBusConnection service()
    {
        return QDBusConnection::connectToBus(QDBusConnection::SessionBus,
                                             QStringLiteral("fake-notifications"));
    }
    static void say(const char *signal, const QVariantList &values)
    {
        QDBusMessage message = QDBusMessage::createSignal(
            QStringLiteral("/org/freedesktop/Notifications"),
            QStringLiteral("org.freedesktop.Notifications"), QLatin1StringView(signal));
        message.setArguments(values);
        service().send(message);
    }

    QStringList m_capabilities;
    quint32 m_last = 0;
};

} // namespace support
