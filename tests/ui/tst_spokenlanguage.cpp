// SPDX-License-Identifier: LicenseRef-Private
#include "tests/support/runningdesktop.h"
#include "ui/host/language.h"
#include "ui/look/theme.h"
#include "ui/requests/requestspage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/tray/trayicon.h"
#include "ui/window/messagebar.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QTableView>
#include <QTranslator>

using namespace ui;
using namespace Qt::StringLiterals;
using standins::RawClient;
using support::RunningDesktop;

/// Another language, chosen in the settings: window, tray and menu speak it when the dialog is
/// closed, and nothing of what was shown is lost.
class TestSpokenLanguage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void theWindowSpeaksAnotherLanguageAtOnce();
    void whatWasShownStays();
    void theTraySpeaksItToo();
    void aTextIsReadAsItWasWritten();
    void aHiddenWindowStaysHidden();
    void theSameLanguageChangesNothing();
    void chosenTwiceOnlyTheLastOneIsSpoken();
};

namespace {

void choose(const QString &code)
{
    RunningDesktop::window().show();
    Q_EMIT RunningDesktop::window().settingsRequested();
    auto *dialog = RunningDesktop::window().findChild<SettingsDialog *>();
    for (QComboBox *box : dialog->findChildren<QComboBox *>()) {
        const int at = box->findData(code);
        if (at < 0 || box->findData(u"zh_CN"_s) < 0)
            continue;
        box->setCurrentIndex(at);
        Q_EMIT box->activated(at);
    }
    dialog->reject();
    QTest::qWait(50);
}

QString firstPage()
{
    return RunningDesktop::window().findChild<QListWidget *>()->item(0)->text();
}

RequestsPage &requests()
{
    return *RunningDesktop::window().findChild<RequestsPage *>();
}

void send(const RunningDesktop &program, int count)
{
    for (int number = 0; number < count; ++number) {
        RawClient client;
        QVERIFY(client.connectTo(program.port()));
        QCOMPARE(client.exchange(RunningDesktop::messages("[[easy]] rename it")).status, 200);
    }
    QVERIFY(QTest::qWaitFor([count] { return requests().model().rowCount() == count; }));
}

} // namespace

void TestSpokenLanguage::init()
{
    installLanguage(*qApp, u"en"_s);
}

void TestSpokenLanguage::theWindowSpeaksAnotherLanguageAtOnce()
{
    RunningDesktop program;
    QVERIFY(program.start());
    QCOMPARE(firstPage(), u"Requests"_s);
    choose(u"de"_s);
    QCOMPARE(firstPage(), u"Anfragen"_s);
    QVERIFY(RunningDesktop::window().isVisible());
    QCOMPARE(QLocale().language(), QLocale::German);
    choose(u"pl"_s);
    QCOMPARE(firstPage(), u"Żądania"_s);
    choose(u"en"_s);
    QCOMPARE(firstPage(), u"Requests"_s);
}

void TestSpokenLanguage::whatWasShownStays()
{
    RunningDesktop program;
    QVERIFY(program.start());
    send(program, 3);
    RunningDesktop::window().show();
    const QByteArray chosen = requests().shownAt(1).id;
    QVERIFY(requests().select(chosen));
    requests().filter(u"difficulty:easy"_s);
    RunningDesktop::window().resize(1251, 689);
    RunningDesktop::window().showPage(2);
    choose(u"de"_s);
    QCOMPARE(RunningDesktop::window().page(), 2);
    QCOMPARE(RunningDesktop::window().size(), QSize(1251, 689));
    QCOMPARE(requests().model().rowCount(), 3);
    QCOMPARE(requests().findChild<QLineEdit *>()->text(), u"difficulty:easy"_s);
    QCOMPARE(requests().shownAt(requests().findChild<QTableView *>()->currentIndex().row()).id,
             chosen);
    // And what comes later arrives in the new one, once.
    RawClient client;
    QVERIFY(client.connectTo(program.port()));
    QCOMPARE(client.exchange(RunningDesktop::messages("[[easy]] and that")).status, 200);
    QTRY_COMPARE(requests().model().rowCount(), 4);
}

void TestSpokenLanguage::theTraySpeaksItToo()
{
    RunningDesktop program;
    QVERIFY(program.start());
    const QPointer<TrayMenu> menu = RunningDesktop::topLevel<TrayMenu>();
    choose(u"de"_s);
    QCOMPARE(RunningDesktop::topLevel<TrayMenu>(), menu.data());
    for (const char *text : {"Beenden", "Ausgewogen", "Wie angefragt", "Modus", "Proxy stoppen"})
        QVERIFY2(RunningDesktop::entry(QString::fromUtf8(text)) != nullptr, text);
    const auto *tray = program.desktop->findChild<TrayIcon *>();
    QVERIFY2(tray->toolTip().contains(u"Läuft auf"_s), qPrintable(tray->toolTip()));
    RunningDesktop::entry(u"Einstellungen"_s)->trigger();
    QCOMPARE(RunningDesktop::window().findChild<SettingsDialog *>()->windowTitle(),
             u"Einstellungen"_s);
}

void TestSpokenLanguage::aTextIsReadAsItWasWritten()
{
    RunningDesktop program;
    QVERIFY(program.start());
    RunningDesktop::entry(u"Connect an agent"_s)->trigger();
    for (auto *button : RunningDesktop::window().findChildren<QPushButton *>()) {
        if (button->text() == u"Try the &demo"_s)
            button->click();
    }
    const auto said = [] {
        const MessageBar &bar = RunningDesktop::window().messageBar();
        return bar.isHidden() ? QString() : bar.findChild<QLabel *>()->text();
    };
    QVERIFY(QTest::qWaitFor([&] { return said().startsWith(u"Demo: built-in"_s); }));
    choose(u"de"_s);
    // The tour may have gone on meanwhile.
    static const QRegularExpression english(u"\\b(the|a|that|built-in)\\b"_s);
    QVERIFY2(said().startsWith(u"Demo: "_s) && !said().contains(english), qPrintable(said()));
}

void TestSpokenLanguage::aHiddenWindowStaysHidden()
{
    RunningDesktop program;
    QVERIFY(program.start());
    const auto wasClosed = [] {
        Q_EMIT RunningDesktop::window().settingsRequested();
        auto *dialog = RunningDesktop::window().findChild<SettingsDialog *>();
        RunningDesktop::window().hide();
        chooseLanguage(u"de"_s);
        dialog->reject();
        QTest::qWait(50);
    };
    wasClosed();
    QCOMPARE(firstPage(), u"Anfragen"_s);
    QVERIFY(!RunningDesktop::window().isVisible());
}

void TestSpokenLanguage::theSameLanguageChangesNothing()
{
    RunningDesktop program;
    QVERIFY(program.start());
    choose(u"de"_s);
    const QPointer<MainWindow> window = &RunningDesktop::window();
    choose(u"de"_s);
    QVERIFY(!window.isNull());
    QCOMPARE(&RunningDesktop::window(), window.data());
}

void TestSpokenLanguage::chosenTwiceOnlyTheLastOneIsSpoken()
{
    installLanguage(*qApp, u"de"_s);
    const auto count = qApp->findChildren<QTranslator *>().size();
    installLanguage(*qApp, u"es"_s);
    QCOMPARE(qApp->findChildren<QTranslator *>().size(), count);
    QCOMPARE(TrayMenu::tr("&Quit"), u"&Salir"_s);
    installLanguage(*qApp, u"en"_s);
    QCOMPARE(TrayMenu::tr("&Quit"), u"&Quit"_s);
}

int main(int argc, char **argv)
{
    const QTemporaryDir sockets;
    const QTemporaryDir home;
    qputenv("XDG_RUNTIME_DIR", sockets.path().toLocal8Bit());
    qputenv("HOME", home.path().toLocal8Bit());
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    QApplication::setQuitOnLastWindowClosed(false);
    TestSpokenLanguage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_spokenlanguage.moc"
