// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/privatebus.h"
#include "ui/look/systemtheme.h"
#include "ui/look/theme.h"
#include "ui/tray/statusicons.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;

/// The desktop portal's Settings, as much as a colour scheme takes.
class FakePortal final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint scheme = 0;

    bool start()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        return bus.registerObject(u"/org/freedesktop/portal/desktop"_s, this,
                                  QDBusConnection::ExportAllSlots
                                      | QDBusConnection::ExportAllSignals)
               && bus.registerService(u"org.freedesktop.portal.Desktop"_s);
    }
    static void stop()
    {
        QDBusConnection bus = QDBusConnection::sessionBus();
        bus.unregisterObject(u"/org/freedesktop/portal/desktop"_s);
        bus.unregisterService(u"org.freedesktop.portal.Desktop"_s);
    }
    void change(uint to)
    {
        scheme = to;
        Q_EMIT SettingChanged(u"org.freedesktop.appearance"_s, u"color-scheme"_s,
                              QDBusVariant(scheme));
    }

public Q_SLOTS:
    // Names of the interface.
    QDBusVariant Read(const QString &group, const QString &key) const
    {
        const bool isKnown = group == u"org.freedesktop.appearance"_s && key == u"color-scheme"_s;
        return QDBusVariant(QVariant::fromValue(QDBusVariant(isKnown ? scheme : 99U)));
    }

Q_SIGNALS:
    void SettingChanged(const QString &group, const QString &key, const QDBusVariant &value);
};

class TestSystemTheme final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void thePortalIsHeard();
    void aChangeIsFollowedAtOnce();
    void aChoiceCountsMoreThanTheSystem();
    void filesOfTheDesktopAreReadWithoutAPortal_data();
    void filesOfTheDesktopAreReadWithoutAPortal();
    void aChangedFileIsNoticed();
    void theTrayGoesByThePanel();
    void anOutlinedIconIsSeenOnAnyPanel();

private:
    void write(const QString &name, const QByteArray &text) const
    {
        QDir().mkpath(QFileInfo(m_config + u'/' + name).path());
        QFile file(m_config + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QString m_config = qEnvironmentVariable("XDG_CONFIG_HOME");
};

namespace {

bool isDarkNow()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

/// As prepareApplication() puts it together.
void follow(const SystemTheme &system)
{
    QObject::connect(&system, &SystemTheme::changed, qApp, [] { applyTheme(chosenTheme()); });
}

} // namespace

void TestSystemTheme::init()
{
    qApp->setProperty("llmproxyColorScheme", QVariant());
    QFile::remove(m_config + u"/kdeglobals"_s);
    QFile::remove(m_config + u"/gtk-3.0/settings.ini"_s);
    qunsetenv("GTK_THEME");
    qunsetenv("XDG_CURRENT_DESKTOP");
    QSettings().clear();
    applyTheme(Theme::System);
    QVERIFY(!isDarkNow());
}

void TestSystemTheme::thePortalIsHeard()
{
    FakePortal portal;
    portal.scheme = 1;
    QVERIFY(portal.start());
    const SystemTheme system;
    follow(system);
    QVERIFY(QTest::qWaitFor(isDarkNow));
    FakePortal::stop();
}

void TestSystemTheme::aChangeIsFollowedAtOnce()
{
    FakePortal portal;
    QVERIFY(portal.start());
    const SystemTheme system;
    QSignalSpy heard(&system, &SystemTheme::changed);
    follow(system);
    QVERIFY(heard.wait());
    QVERIFY(!isDarkNow());
    portal.change(1);
    QVERIFY(QTest::qWaitFor(isDarkNow));
    // The portal says light: louder than a dark GTK theme.
    write(u"gtk-3.0/settings.ini"_s, "[Settings]\ngtk-theme-name=Adwaita-dark\n");
    portal.change(2);
    QVERIFY(QTest::qWaitFor([] { return !isDarkNow(); }));
    FakePortal::stop();
}

void TestSystemTheme::aChoiceCountsMoreThanTheSystem()
{
    FakePortal portal;
    portal.scheme = 1;
    QVERIFY(portal.start());
    chooseTheme(Theme::Light);
    const SystemTheme system;
    QSignalSpy heard(&system, &SystemTheme::changed);
    follow(system);
    QVERIFY(heard.wait());
    QVERIFY(!isDarkNow());
    chooseTheme(Theme::System);
    QVERIFY(isDarkNow());
    QCOMPARE(chosenTheme(), Theme::System);
    FakePortal::stop();
}

void TestSystemTheme::filesOfTheDesktopAreReadWithoutAPortal_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("dark");
    QTest::newRow("nothing") << u"kdeglobals"_s << QByteArray() << false;
    QTest::newRow("KDE, dark") << u"kdeglobals"_s
                               << QByteArray("[General]\nColorScheme=BreezeDark\n") << true;
    QTest::newRow("KDE, light") << u"kdeglobals"_s
                                << QByteArray("[General]\nColorScheme=BreezeLight\n") << false;
    QTest::newRow("GTK, a dark theme")
        << u"gtk-3.0/settings.ini"_s << QByteArray("[Settings]\ngtk-theme-name=Adwaita-dark\n")
        << true;
    QTest::newRow("GTK, prefers dark")
        << u"gtk-3.0/settings.ini"_s
        << QByteArray("[Settings]\ngtk-application-prefer-dark-theme=1\n") << true;
    QTest::newRow("GTK, light") << u"gtk-3.0/settings.ini"_s
                                << QByteArray("[Settings]\ngtk-theme-name=Adwaita\n") << false;
}

void TestSystemTheme::filesOfTheDesktopAreReadWithoutAPortal()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, text);
    write(name, text);
    applyTheme(Theme::System);
    QTEST(isDarkNow(), "dark");
}

void TestSystemTheme::aChangedFileIsNoticed()
{
    write(u"kdeglobals"_s, "[General]\nColorScheme=BreezeLight\n");
    const SystemTheme system;
    follow(system);
    // Replaced whole, twice: as KDE does.
    for (const bool dark : {true, false}) {
        QFile::remove(m_config + u"/kdeglobals.new"_s);
        write(u"kdeglobals.new"_s, dark ? "[General]\nColorScheme=BreezeDark\n"
                                        : "[General]\nColorScheme=BreezeLight\n");
        QVERIFY(std::rename(qPrintable(m_config + u"/kdeglobals.new"_s),
                            qPrintable(m_config + u"/kdeglobals"_s))
                == 0);
        QVERIFY(QTest::qWaitFor([dark] { return isDarkNow() == dark; }));
    }
}

void TestSystemTheme::theTrayGoesByThePanel()
{
    chooseTheme(Theme::Dark);
    QCOMPARE(variantForPalette(), IconVariant::Dark);
    // Its colour is not known: an outline is seen on any.
    QCOMPARE(variantForPanel(), IconVariant::Outlined);
    qputenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME");
    QCOMPARE(variantForPanel(), IconVariant::Dark);
    // Who chooses knows better.
    chooseTrayIcon(IconVariant::Light);
    QCOMPARE(variantForPanel(), IconVariant::Light);
    chooseTrayIcon(std::nullopt);
    QCOMPARE(variantForPanel(), IconVariant::Dark);
}

void TestSystemTheme::anOutlinedIconIsSeenOnAnyPanel()
{
    for (const TrayState state : {TrayState::Stopped, TrayState::Running, TrayState::RoutingOff}) {
        const QImage icon = statusIcon(state, IconVariant::Outlined).pixmap(22, 22).toImage();
        for (const int panel : {0x20, 0xF4}) {
            int seen = 0;
            for (int y = 0; y < icon.height(); ++y) {
                for (int x = 0; x < icon.width(); ++x) {
                    const QColor ink = icon.pixelColor(x, y);
                    const int shown =
                        (ink.lightness() * ink.alpha() + panel * (255 - ink.alpha())) / 255;
                    seen += std::abs(shown - panel) > 96;
                }
            }
            QVERIFY2(seen >= 12, qPrintable(QString::number(seen)));
        }
    }
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    const support::PrivateBus bus;
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    if (!bus.runs()) {
        qInfo("skipped, because dbus-daemon is not installed");
        return 0;
    }
    TestSystemTheme test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_systemtheme.moc"
