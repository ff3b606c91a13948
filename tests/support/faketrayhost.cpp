// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/faketrayhost.h"

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCall>
#include <QDBusVariant>
#include <QDBusVirtualObject>
#include <QTest>

using namespace Qt::StringLiterals;

namespace support {

namespace {

const QString kWatcherName = u"org.kde.StatusNotifierWatcher"_s;
const QString kItem = u"org.kde.StatusNotifierItem"_s;
const QString kMenu = u"com.canonical.dbusmenu"_s;
const QString kProperties = u"org.freedesktop.DBus.Properties"_s;

QDBusConnection panel()
{
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"fake-panel"_s);
}

/// The item lives on this thread: events are handled until it has answered.
QVariantList ask(const QDBusMessage &message)
{
    const QDBusPendingCall call = panel().asyncCall(message);
    if (!QTest::qWaitFor([&call] { return call.isFinished(); }, 30000) || call.isError())
        return {};
    return call.reply().arguments();
}

FakeTrayHost::Entry readEntry(const QDBusArgument &argument)
{
    FakeTrayHost::Entry entry;
    QVariantMap properties;
    argument.beginStructure();
    argument >> entry.id >> properties;
    argument.beginArray();
    while (!argument.atEnd()) {
        QDBusVariant child;
        argument >> child;
        entry.entries.push_back(readEntry(child.variant().value<QDBusArgument>()));
    }
    argument.endArray();
    argument.endStructure();
    entry.label = properties.value(u"label"_s).toString().remove(u'_');
    entry.isEnabled = properties.value(u"enabled"_s, true).toBool();
    entry.isVisible = properties.value(u"visible"_s, true).toBool();
    entry.isChecked = properties.value(u"toggle-state"_s).toInt() == 1;
    return entry;
}

QImage readIcons(const QDBusArgument &argument)
{
    QImage largest;
    argument.beginArray();
    while (!argument.atEnd()) {
        int width = 0;
        int height = 0;
        QByteArray bytes;
        argument.beginStructure();
        argument >> width >> height >> bytes;
        argument.endStructure();
        if (width > largest.width() && bytes.size() == qsizetype {4} * width * height)
            largest = QImage(reinterpret_cast<const uchar *>(bytes.constData()), width, height,
                             QImage::Format_ARGB32)
                          .copy();
    }
    argument.endArray();
    return largest;
}

} // namespace

/// On the thread: answers what items and their libraries ask of a watcher.
class FakeTrayHost::Watcher final : public QDBusVirtualObject
{
public:
    bool listen()
    {
        QDBusConnection bus =
            QDBusConnection::connectToBus(QDBusConnection::SessionBus, kWatcherName);
        return bus.registerVirtualObject(u"/StatusNotifierWatcher"_s, this)
               && bus.registerService(kWatcherName);
    }
    void leave()
    {
        QDBusConnection bus(kWatcherName);
        bus.unregisterService(kWatcherName);
        bus.unregisterObject(u"/StatusNotifierWatcher"_s);
        QDBusConnection::disconnectFromBus(kWatcherName);
        const QMutexLocker lock(&m_mutex);
        m_items.clear();
    }
    [[nodiscard]] QStringList items() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_items;
    }

    /// Qt reads a property only after it has seen that there is one.
    [[nodiscard]] QString introspect(const QString &) const override
    {
        return uR"(<interface name="org.kde.StatusNotifierWatcher">
    <method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
    <property name="RegisteredStatusNotifierItems" type="as" access="read"/>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <property name="ProtocolVersion" type="i" access="read"/>
</interface>)"_s;
    }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        QVariantList answer;
        if (message.member() == u"RegisterStatusNotifierItem") {
            const QMutexLocker lock(&m_mutex);
            const QString name = message.arguments().value(0).toString();
            m_items << (name.startsWith(u'/') ? message.service() : name);
        } else if (message.member() == u"Get") {
            const QString property = message.arguments().value(1).toString();
            if (property == u"RegisteredStatusNotifierItems")
                answer << QVariant::fromValue(QDBusVariant(items()));
            else
                answer << QVariant::fromValue(
                    QDBusVariant(property == u"ProtocolVersion" ? QVariant(0) : QVariant(true)));
        } else {
            return false;
        }
        return connection.send(message.createReply(answer));
    }

private:
    mutable QMutex m_mutex;
    QStringList m_items;
};

FakeTrayHost::FakeTrayHost()
    : m_watcher(std::make_unique<Watcher>())
{
    m_watcher->moveToThread(&m_thread);
    m_thread.start();
}

FakeTrayHost::~FakeTrayHost()
{
    stop();
    m_thread.quit();
    m_thread.wait();
    QDBusConnection::disconnectFromBus(u"fake-panel"_s);
}

bool FakeTrayHost::start()
{
    bool listens = false;
    QMetaObject::invokeMethod(
        m_watcher.get(), [this, &listens] { listens = m_watcher->listen(); },
        Qt::BlockingQueuedConnection);
    return listens;
}

void FakeTrayHost::stop()
{
    QMetaObject::invokeMethod(
        m_watcher.get(), [this] { m_watcher->leave(); }, Qt::BlockingQueuedConnection);
}

QStringList FakeTrayHost::items() const
{
    return m_watcher->items();
}

namespace {

QVariant propertyOf(const QStringList &items, const QString &name)
{
    if (items.isEmpty())
        return {};
    QDBusMessage get = QDBusMessage::createMethodCall(items.last(), u"/StatusNotifierItem"_s,
                                                      kProperties, u"Get"_s);
    get << kItem << name;
    return ask(get).value(0).value<QDBusVariant>().variant();
}

QVariantList callMenu(const QStringList &items, const QString &method,
                      const QVariantList &arguments)
{
    const QString path = propertyOf(items, u"Menu"_s).value<QDBusObjectPath>().path();
    if (path.isEmpty())
        return {};
    QDBusMessage call = QDBusMessage::createMethodCall(items.last(), path, kMenu, method);
    call.setArguments(arguments);
    return ask(call);
}

} // namespace

QString FakeTrayHost::text(const QString &property) const
{
    return propertyOf(items(), property).toString();
}

QString FakeTrayHost::toolTip() const
{
    const QVariant value = propertyOf(items(), u"ToolTip"_s);
    if (!value.canConvert<QDBusArgument>())
        return {};
    const auto argument = value.value<QDBusArgument>();
    QString icon;
    QString title;
    QString text;
    argument.beginStructure();
    argument >> icon;
    (void)readIcons(argument);
    argument >> title >> text;
    argument.endStructure();
    return title + u'\n' + text;
}

QImage FakeTrayHost::icon() const
{
    const QVariant value = propertyOf(items(), u"IconPixmap"_s);
    if (!value.canConvert<QDBusArgument>())
        return {};
    return readIcons(value.value<QDBusArgument>());
}

void FakeTrayHost::activate() const
{
    if (items().isEmpty())
        return;
    QDBusMessage call = QDBusMessage::createMethodCall(items().last(), u"/StatusNotifierItem"_s,
                                                       kItem, u"Activate"_s);
    call << 10 << 10;
    (void)ask(call);
}

const FakeTrayHost::Entry *FakeTrayHost::Entry::find(const QString &text) const
{
    for (const Entry &entry : entries) {
        if (entry.isVisible && entry.label.startsWith(text))
            return &entry;
        if (const Entry *inner = entry.isVisible ? entry.find(text) : nullptr)
            return inner;
    }
    return nullptr;
}

FakeTrayHost::Entry FakeTrayHost::menu() const
{
    const QVariantList answer = callMenu(items(), u"GetLayout"_s, {0, -1, QVariant(QStringList())});
    return answer.size() < 2 ? Entry() : readEntry(answer.at(1).value<QDBusArgument>());
}

void FakeTrayHost::aboutToShow(int id) const
{
    (void)callMenu(items(), u"AboutToShow"_s, {id});
}

void FakeTrayHost::click(int id) const
{
    (void)callMenu(items(), u"Event"_s,
                   {id, u"clicked"_s, QVariant::fromValue(QDBusVariant(0)), QVariant(0U)});
}

} // namespace support
