// SPDX-License-Identifier: LicenseRef-Private
#include "ui/tray/globalshortcuts.h"

#include <QSettings>

#ifdef LLMPROXY_HAS_DBUS
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#endif

#include <utility>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

const QString kWanted = u"window/globalShortcuts"_s;

} // namespace

QString globalShortcutName(GlobalShortcut shortcut)
{
    switch (shortcut) {
    case GlobalShortcut::Pause:
        return GlobalShortcuts::tr("Pause or resume routing");
    case GlobalShortcut::Boost:
        return GlobalShortcuts::tr("Boost the latest session's next turn");
    }
    return {};
}

bool GlobalShortcuts::areWanted()
{
    return QSettings().value(kWanted).toBool();
}

void GlobalShortcuts::setState(State state)
{
    m_state = state;
    Q_EMIT changed();
}

#ifdef LLMPROXY_HAS_DBUS

namespace {

const QString kPortal = u"org.freedesktop.portal.Desktop"_s;
const QString kPortalPath = u"/org/freedesktop/portal/desktop"_s;
const QString kInterface = u"org.freedesktop.portal.GlobalShortcuts"_s;
const QString kRequest = u"org.freedesktop.portal.Request"_s;
const QString kResponse = u"Response"_s;

/// Shortcuts as the portal passes them, a(sa{sv}): their ids and what is told of them.
struct Told
{
    QString id;
    QVariantMap facts;
};
using AllTold = QList<Told>;

QDBusArgument &operator<<(QDBusArgument &argument, const Told &told)
{
    argument.beginStructure();
    argument << told.id << told.facts;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, Told &told)
{
    argument.beginStructure();
    argument >> told.id >> told.facts;
    argument.endStructure();
    return argument;
}

struct Known
{
    GlobalShortcut shortcut;
    QString id;
    QString keys; ///< proposed to the desktop (XDG shortcuts specification)
};

const std::array<Known, kGlobalShortcuts.size()> &known()
{
    static const std::array<Known, kGlobalShortcuts.size()> all {
        Known {GlobalShortcut::Pause, u"pause"_s, u"CTRL+ALT+p"_s},
        Known {GlobalShortcut::Boost, u"boost"_s, u"CTRL+ALT+b"_s}};
    return all;
}

/// A connection of our own: a program must register before its first call of any portal, and others
/// in this process call some.
QDBusConnection bus()
{
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus,
                                         u"llm-proxy-global-shortcuts"_s);
}

QDBusMessage portalCall(const QString &interface, const QString &method)
{
    return QDBusMessage::createMethodCall(kPortal, kPortalPath, interface, method);
}

bool isGood(const QDBusMessage &response)
{
    return response.signature() == u"ua{sv}" && response.arguments().at(0).toUInt() == 0;
}

QVariantMap resultsOf(const QDBusMessage &response)
{
    return qdbus_cast<QVariantMap>(response.arguments().at(1));
}

} // namespace

GlobalShortcuts::GlobalShortcuts(QObject *parent)
    : QObject(parent)
    , m_watcher(kPortal, bus(), QDBusServiceWatcher::WatchForOwnerChange)
{
    qDBusRegisterMetaType<Told>();
    qDBusRegisterMetaType<AllTold>();
    if (!bus().isConnected())
        return;
    bus().connect(kPortal, kPortalPath, kInterface, u"Activated"_s, this,
                  SLOT(onActivated(QDBusMessage)));
    bus().connect(kPortal, kPortalPath, kInterface, u"ShortcutsChanged"_s, this,
                  SLOT(onShortcutsChanged(QDBusMessage)));
    connect(&m_watcher, &QDBusServiceWatcher::serviceOwnerChanged, this,
            [this](const QString &, const QString &, const QString &owner) {
                m_session.clear();
                m_keys.clear();
                setState(State::Missing);
                if (!owner.isEmpty())
                    meetPortal();
            });
    meetPortal();
}

/// The portal forgets a session when its connection ends.
GlobalShortcuts::~GlobalShortcuts()
{
    QDBusConnection::disconnectFromBus(bus().name());
}

bool GlobalShortcuts::canConfigure() const
{
    constexpr uint kFirstThatCan = 2;
    return m_state == State::Bound && m_version >= kFirstThatCan;
}

void GlobalShortcuts::setWanted(bool wanted)
{
    QSettings().setValue(kWanted, wanted);
    if (m_state == State::Missing)
        return;
    closeSession();
    if (wanted)
        openSession();
    else
        setState(State::Off);
}

void GlobalShortcuts::configure()
{
    if (!canConfigure())
        return;
    QDBusMessage question = portalCall(kInterface, u"ConfigureShortcuts"_s);
    question << QVariant::fromValue(QDBusObjectPath(m_session)) << QString() << QVariantMap();
    bus().asyncCall(question);
}

/// Since version 1.21 the portal wants to know which program asks. Former ones do not know the
/// question, and a program without a desktop file is refused: both may have shortcuts all the same.
void GlobalShortcuts::meetPortal()
{
    QDBusMessage registration =
        portalCall(u"org.freedesktop.host.portal.Registry"_s, u"Register"_s);
    registration << u"llm-proxy"_s << QVariantMap();
    auto *answer = new QDBusPendingCallWatcher(bus().asyncCall(registration), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        askVersion();
    });
}

void GlobalShortcuts::askVersion()
{
    QDBusMessage question = portalCall(u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    question << kInterface << u"version"_s;
    auto *answer = new QDBusPendingCallWatcher(bus().asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *answer;
        m_version = reply.isValid() ? reply.value().variant().toUInt() : 0;
        if (m_version == 0)
            return;
        if (areWanted())
            openSession();
        else
            setState(State::Off);
    });
}

/// Asks the portal, which answers by a signal of a request object. Its path is known before, so
/// that no answer is missed.
void GlobalShortcuts::ask(QDBusMessage question, const char *onResponse)
{
    const QString token = u"llmproxy%1"_s.arg(++m_questions);
    QVariantMap options {{u"handle_token"_s, token}};
    if (question.member() == u"CreateSession")
        options[u"session_handle_token"_s] = token;
    question << options;
    const QString sender = bus().baseService().mid(1).replace(u'.', u'_');
    const QString path = kPortalPath + u"/request/%1/%2"_s.arg(sender, token);
    bus().connect(kPortal, path, kRequest, kResponse, this, onResponse);
    auto *answer = new QDBusPendingCallWatcher(bus().asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer] {
        answer->deleteLater();
        if (answer->isError() && m_state == State::Asking)
            setState(State::Refused);
    });
}

/// The user may have changed the wish, and changed it again, in the meantime.
bool GlobalShortcuts::isAwaited(const QDBusMessage &response) const
{
    return m_state == State::Asking && response.path().endsWith(u"/llmproxy%1"_s.arg(m_questions));
}

void GlobalShortcuts::openSession()
{
    setState(State::Asking);
    ask(portalCall(kInterface, u"CreateSession"_s), SLOT(onSession(QDBusMessage)));
}

void GlobalShortcuts::onSession(const QDBusMessage &response)
{
    const QString session =
        isGood(response) ? resultsOf(response).value(u"session_handle"_s).toString() : QString();
    const bool isAnswer = isAwaited(response);
    m_session = session;
    if (!isAnswer)
        return closeSession();
    if (m_session.isEmpty())
        return setState(State::Refused);
    bind();
}

void GlobalShortcuts::bind()
{
    AllTold wanted;
    for (const Known &one : known())
        wanted << Told {.id = one.id,
                        .facts = {{u"description"_s, globalShortcutName(one.shortcut)},
                                  {u"preferred_trigger"_s, one.keys}}};
    QDBusMessage question = portalCall(kInterface, u"BindShortcuts"_s);
    question << QVariant::fromValue(QDBusObjectPath(m_session)) << QVariant::fromValue(wanted)
             << QString();
    ask(question, SLOT(onBound(QDBusMessage)));
}

void GlobalShortcuts::onBound(const QDBusMessage &response)
{
    if (!isAwaited(response))
        return;
    if (!isGood(response))
        return setState(State::Refused);
    m_state = State::Bound;
    takeKeys(resultsOf(response).value(u"shortcuts"_s));
}

void GlobalShortcuts::closeSession()
{
    m_keys.clear();
    if (m_session.isEmpty())
        return;
    bus().asyncCall(QDBusMessage::createMethodCall(
        kPortal, std::exchange(m_session, {}), u"org.freedesktop.portal.Session"_s, u"Close"_s));
}

void GlobalShortcuts::takeKeys(const QVariant &shortcuts)
{
    m_keys.clear();
    const auto argument = shortcuts.value<QDBusArgument>();
    if (argument.currentSignature() == u"a(sa{sv})") {
        for (const Told &told : qdbus_cast<AllTold>(argument)) {
            for (const Known &one : known()) {
                if (told.id == one.id)
                    m_keys[one.shortcut] = told.facts.value(u"trigger_description"_s).toString();
            }
        }
    }
    Q_EMIT changed();
}

void GlobalShortcuts::onShortcutsChanged(const QDBusMessage &signal)
{
    const bool isOurs = signal.signature() == u"oa(sa{sv})" && !m_session.isEmpty()
                        && signal.arguments().at(0).value<QDBusObjectPath>().path() == m_session;
    if (isOurs)
        takeKeys(signal.arguments().at(1));
}

void GlobalShortcuts::onActivated(const QDBusMessage &signal)
{
    const bool isOurs = signal.signature() == u"osta{sv}" && m_state == State::Bound
                        && signal.arguments().at(0).value<QDBusObjectPath>().path() == m_session;
    if (!isOurs)
        return;
    for (const Known &one : known()) {
        if (signal.arguments().at(1).toString() == one.id)
            Q_EMIT pressed(one.shortcut);
    }
}

#else

// Without D-Bus there is no portal.

GlobalShortcuts::GlobalShortcuts(QObject *parent)
    : QObject(parent)
{ }

GlobalShortcuts::~GlobalShortcuts() = default;

bool GlobalShortcuts::canConfigure() const
{
    return false;
}

void GlobalShortcuts::setWanted(bool wanted)
{
    QSettings().setValue(kWanted, wanted);
}

void GlobalShortcuts::configure()
{ }

#endif

} // namespace ui
