// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/fakesecretservice.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>

#include <algorithm>

using Attributes = QMap<QString, QString>;

/// (oayays): session, parameters, value, content type.
struct FakeSecret
{
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};
Q_DECLARE_METATYPE(FakeSecret)

using FakeSecrets = QMap<QDBusObjectPath, FakeSecret>;

QDBusArgument &operator<<(QDBusArgument &argument, const FakeSecret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, FakeSecret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

namespace support {

namespace {

const QString kConnection = QStringLiteral("fake-secret-service");
const QString kService = QStringLiteral("org.freedesktop.secrets");
const QString kPath = QStringLiteral("/org/freedesktop/secrets");
const QString kItems = kPath + QStringLiteral("/collection/login/");
const QDBusObjectPath kNothing(QStringLiteral("/"));
const QDBusObjectPath kSession(kPath + QStringLiteral("/session/1"));

QDBusObjectPath pathOf(size_t item)
{
    return QDBusObjectPath(kItems + QString::number(item));
}

size_t numberOf(const QString &path)
{
    return path.mid(kItems.size()).toUInt();
}

} // namespace

FakeSecretService::FakeSecretService(QObject *parent)
    : QDBusVirtualObject(parent)
{
    qDBusRegisterMetaType<FakeSecret>();
    qDBusRegisterMetaType<FakeSecrets>();
    qDBusRegisterMetaType<Attributes>();
}

FakeSecretService::~FakeSecretService()
{
    stop();
}

bool FakeSecretService::start()
{
    QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, kConnection);
    return bus.registerVirtualObject(kPath, this, QDBusConnection::SubPath)
           && bus.registerService(kService);
}

void FakeSecretService::stop()
{
    QDBusConnection::disconnectFromBus(kConnection);
}

QString FakeSecretService::introspect(const QString &) const
{
    return {};
}

bool FakeSecretService::handleMessage(const QDBusMessage &message,
                                      const QDBusConnection &connection)
{
    const bool isPlain = message.member() != QStringLiteral("OpenSession")
                         || message.arguments().first().toString() == QStringLiteral("plain");
    connection.send(
        isPlain ? message.createReply(answer(message))
                : message.createErrorReply(QDBusError::NotSupported, QStringLiteral("only plain")));
    return true;
}

QVariantList FakeSecretService::answer(const QDBusMessage &message)
{
    const QString what = message.member();
    const QVariantList given = message.arguments();
    if (what == QStringLiteral("OpenSession"))
        return {QVariant::fromValue(QDBusVariant(QString())), QVariant::fromValue(kSession)};
    if (what == QStringLiteral("CreateItem"))
        return createItem(message);
    if (what == QStringLiteral("SearchItems"))
        return {QVariant::fromValue(found(qdbus_cast<Attributes>(given.first()))),
                QVariant::fromValue(QList<QDBusObjectPath>())};
    if (what == QStringLiteral("Unlock"))
        return {QVariant::fromValue(qdbus_cast<QList<QDBusObjectPath>>(given.first())),
                QVariant::fromValue(kNothing)};
    if (what == QStringLiteral("GetSecrets")) {
        FakeSecrets secrets;
        for (const QDBusObjectPath &path : qdbus_cast<QList<QDBusObjectPath>>(given.first()))
            secrets[path] = {kSession,
                             {},
                             m_items.at(numberOf(path.path())).secret,
                             QStringLiteral("text/plain")};
        return {QVariant::fromValue(secrets)};
    }
    if (what == QStringLiteral("Delete")) {
        m_items.at(numberOf(message.path())) = {};
        return {QVariant::fromValue(kNothing)};
    }
    if (what == QStringLiteral("ReadAlias"))
        return {QVariant::fromValue(QDBusObjectPath(kPath + QStringLiteral("/collection/login")))};
    if (what == QStringLiteral("GetAll"))
        return {QVariantMap()};
    return {};
}

QVariantList FakeSecretService::createItem(const QDBusMessage &message)
{
    const QVariantList given = message.arguments();
    const auto properties = qdbus_cast<QVariantMap>(given.at(0));
    const auto attributes = qdbus_cast<Attributes>(
        properties[QStringLiteral("org.freedesktop.Secret.Item.Attributes")]);
    const auto secret = qdbus_cast<FakeSecret>(given.at(1));
    const QList<QDBusObjectPath> same = found(attributes);
    const size_t at = same.isEmpty() ? m_items.size() : numberOf(same.first().path());
    m_items.resize(std::max(m_items.size(), at + 1));
    m_items[at] = {attributes, secret.value};
    return {QVariant::fromValue(pathOf(at)), QVariant::fromValue(kNothing)};
}

QList<QDBusObjectPath> FakeSecretService::found(const Attributes &attributes) const
{
    QList<QDBusObjectPath> paths;
    for (size_t item = 0; item < m_items.size(); ++item) {
        const Attributes &own = m_items[item].attributes;
        const bool matches =
            !own.isEmpty()
            && std::all_of(attributes.keyBegin(), attributes.keyEnd(), [&](const QString &key) {
                   return own.value(key) == attributes.value(key);
               });
        if (matches)
            paths << pathOf(item);
    }
    return paths;
}

} // namespace support
