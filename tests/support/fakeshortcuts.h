// SPDX-License-Identifier: LicenseRef-Private
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusError>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QMap>
#include <QRegularExpression>
#include <QSet>

#include <utility>

namespace support {

/// A shortcut as the portal tells it, (sa{sv}).
struct BoundShortcut
{
    QString id;
    QVariantMap facts;

    friend QDBusArgument &operator<<(QDBusArgument &argument, const BoundShortcut &shortcut)
    {
        argument.beginStructure();
        argument << shortcut.id << shortcut.facts;
        argument.endStructure();
        return argument;
    }
    friend const QDBusArgument &operator>>(const QDBusArgument &argument, BoundShortcut &shortcut)
    {
        argument.beginStructure();
        argument >> shortcut.id >> shortcut.facts;
        argument.endStructure();
        return argument;
    }
};

/// A fake of the desktop's portal with org.freedesktop.portal.GlobalShortcuts and the registry of
/// programs. It refuses what xdg-desktop-portal refuses: a registration after another call, or a
/// second one; a session of a program that it does not know (1.21); unknown options and wrong
/// types; a session of somebody else, and shortcuts for it a second time.
class FakeShortcuts final : public QDBusVirtualObject
{
public:
    bool start(uint version)
    {
        qDBusRegisterMetaType<BoundShortcut>();
        qDBusRegisterMetaType<QList<BoundShortcut>>();
        m_version = version;
        QDBusConnection bus = service();
        return bus.registerVirtualObject(kRoot, this, QDBusConnection::SubPath)
               && bus.registerService(kName);
    }
    void stop()
    {
        QDBusConnection bus = service();
        bus.unregisterService(kName);
        bus.unregisterObject(kRoot);
    }
    /// The user presses the keys of @p id.
    void press(const QString &id, const QString &session = {})
    {
        tell(m_owner, kRoot, kShortcuts, "Activated",
             {QVariant::fromValue(QDBusObjectPath(session.isEmpty() ? m_session : session)), id,
              quint64(1), QVariantMap()});
    }
    /// The user gives @p id other keys in the desktop's settings.
    void change(const QString &id, const QString &keys)
    {
        m_keys[id] = keys;
        tell(m_owner, kRoot, kShortcuts, "ShortcutsChanged",
             {QVariant::fromValue(QDBusObjectPath(m_session)), bound()});
    }

    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &bus) override
    {
        const QDBusMessage reply = answer(message);
        return bus.send(reply);
    }

    bool knowsRegistry = true; ///< 1.20 and later
    bool wantsAppId = true; ///< 1.21 and later
    quint32 response = 0; ///< to BindShortcuts; 1: the user cancelled
    QMap<QString, QString> preferred; ///< id → the keys that the program proposes
    QMap<QString, QString> described; ///< id → what the program says that it does
    int configured = 0; ///< times the desktop's dialog was wanted
    QStringList closed; ///< sessions

private:
    static inline const QString kRoot = QStringLiteral("/org/freedesktop/portal/desktop");
    static inline const QString kName = QStringLiteral("org.freedesktop.portal.Desktop");
    static inline const QString kShortcuts =
        QStringLiteral("org.freedesktop.portal.GlobalShortcuts");

    QDBusMessage answer(const QDBusMessage &message)
    {
        const QString method = message.member();
        if (message.interface() == QLatin1StringView("org.freedesktop.host.portal.Registry"))
            return registered(message);
        m_met << message.service();
        if (method == QLatin1StringView("Get"))
            return message.createReply(
                QVariant::fromValue(QDBusVariant(QVariant::fromValue(m_version))));
        if (method == QLatin1StringView("Close")) {
            closed << message.path();
            return message.createReply();
        }
        if (method == QLatin1StringView("CreateSession"))
            return sessionFor(message);
        if (method == QLatin1StringView("BindShortcuts"))
            return shortcutsFor(message);
        if (method == QLatin1StringView("ConfigureShortcuts") && m_version >= 2
            && message.signature() == QLatin1StringView("osa{sv}")) {
            ++configured;
            return message.createReply();
        }
        return message.createErrorReply(QDBusError::UnknownMethod, method);
    }
    QDBusMessage registered(const QDBusMessage &message)
    {
        if (!knowsRegistry)
            return message.createErrorReply(QDBusError::UnknownInterface, {});
        const bool isGood = message.signature() == QLatin1StringView("sa{sv}")
                            && message.arguments()[0].toString() == QLatin1StringView("llm-proxy")
                            && !m_met.contains(message.service())
                            && !m_registered.contains(message.service());
        if (!isGood)
            return message.createErrorReply(QDBusError::Failed, QStringLiteral("not now"));
        m_registered << message.service();
        return message.createReply();
    }
    QDBusMessage sessionFor(const QDBusMessage &message)
    {
        if (message.signature() != QLatin1StringView("a{sv}"))
            return message.createErrorReply(QDBusError::InvalidArgs, message.signature());
        const QVariantMap options = optionsAt(message, 0);
        if (!areTokens(options,
                       {QStringLiteral("handle_token"), QStringLiteral("session_handle_token")}))
            return message.createErrorReply(QDBusError::InvalidArgs, QStringLiteral("options"));
        if (wantsAppId && !m_registered.contains(message.service()))
            return message.createErrorReply(
                QStringLiteral("org.freedesktop.portal.Error.NotAllowed"),
                QStringLiteral("An app id is required"));
        m_owner = message.service();
        m_isBound = false;
        m_session = kRoot + QStringLiteral("/session/") + pathOf(m_owner) + u'/'
                    + options[QStringLiteral("session_handle_token")].toString();
        return respondLater(message, options, 0, {{QStringLiteral("session_handle"), m_session}});
    }
    QDBusMessage shortcutsFor(const QDBusMessage &message)
    {
        if (message.signature() != QLatin1StringView("oa(sa{sv})sa{sv}"))
            return message.createErrorReply(QDBusError::InvalidArgs, message.signature());
        const QVariantMap options = optionsAt(message, 3);
        const QString session = message.arguments()[0].value<QDBusObjectPath>().path();
        if (session != m_session || message.service() != m_owner || closed.contains(session)
            || std::exchange(m_isBound, true))
            return message.createErrorReply(QDBusError::AccessDenied,
                                            QStringLiteral("Invalid session"));
        if (!areTokens(options, {QStringLiteral("handle_token")}) || !readShortcuts(message))
            return message.createErrorReply(QDBusError::InvalidArgs, QStringLiteral("shortcuts"));
        QVariantMap results;
        if (response == 0)
            results[QStringLiteral("shortcuts")] = bound();
        return respondLater(message, options, response, results);
    }
    bool readShortcuts(const QDBusMessage &message)
    {
        const auto argument = message.arguments()[1].value<QDBusArgument>();
        argument.beginArray();
        while (!argument.atEnd()) {
            QString id;
            QVariantMap facts;
            argument.beginStructure();
            argument >> id >> facts;
            argument.endStructure();
            preferred[id] = facts.take(QStringLiteral("preferred_trigger")).toString();
            described[id] = facts.take(QStringLiteral("description")).toString();
            m_keys[id] = QStringLiteral("Press ") + preferred[id];
            if (id.isEmpty() || !facts.isEmpty())
                return false;
        }
        argument.endArray();
        return true;
    }
    /// a(sa{sv})
    [[nodiscard]] QVariant bound() const
    {
        QList<BoundShortcut> all;
        for (auto keys = m_keys.begin(); keys != m_keys.end(); ++keys)
            all << BoundShortcut {keys.key(), {{QStringLiteral("trigger_description"), *keys}}};
        return QVariant::fromValue(all);
    }
    QDBusMessage respondLater(const QDBusMessage &message, const QVariantMap &options, quint32 code,
                              const QVariantMap &results)
    {
        const QString path = kRoot + QStringLiteral("/request/") + pathOf(message.service()) + u'/'
                             + options[QStringLiteral("handle_token")].toString();
        // Before the reply: the program must have begun to listen.
        tell(message.service(), path, QStringLiteral("org.freedesktop.portal.Request"), "Response",
             {code, results});
        return message.createReply(QVariant::fromValue(QDBusObjectPath(path)));
    }

    static QVariantMap optionsAt(const QDBusMessage &message, int at)
    {
        return qdbus_cast<QVariantMap>(message.arguments()[at]);
    }
    static bool areTokens(const QVariantMap &options, const QStringList &names)
    {
        static const QRegularExpression token(QStringLiteral("^[A-Za-z0-9_]+$"));
        for (auto option = options.begin(); option != options.end(); ++option) {
            if (!names.contains(option.key()) || option->typeId() != QMetaType::QString
                || !token.match(option->toString()).hasMatch())
                return false;
        }
        return options.size() == names.size();
    }
    static QString pathOf(const QString &sender) { return sender.mid(1).replace(u'.', u'_'); }
    static QDBusConnection service()
    {
        return QDBusConnection::connectToBus(QDBusConnection::SessionBus,
                                             QStringLiteral("fake-shortcuts"));
    }
    static void tell(const QString &to, const QString &path, const QString &interface,
                     const char *signal, const QVariantList &values)
    {
        QDBusMessage message =
            QDBusMessage::createTargetedSignal(to, path, interface, QLatin1StringView(signal));
        message.setArguments(values);
        service().send(message);
    }

    uint m_version = 1;
    QSet<QString> m_registered; ///< senders
    QSet<QString> m_met; ///< senders that called something
    QString m_owner;
    QString m_session;
    bool m_isBound = false;
    QMap<QString, QString> m_keys;
};

} // namespace support
