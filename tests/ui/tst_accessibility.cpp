// SPDX-License-Identifier: LicenseRef-Private
// What a screen reader is told: the same tree that AT-SPI reads.
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedhost.h"
#include "tests/support/scriptedsource.h"
#include "ui/health/healthpage.h"
#include "ui/logs/logspage.h"
#include "ui/requests/requestspage.h"
#include "ui/sessions/sessionspage.h"
#include "ui/settings/settingsdialog.h"
#include "ui/statistics/statisticspage.h"
#include "ui/window/mainwindow.h"

#include <QAccessible>
#include <QApplication>
#include <QDateTime>
#include <QLineEdit>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

using namespace ui;
using namespace Qt::StringLiterals;

class TestAccessibility final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyControlOfAPageHasAName_data();
    void everyControlOfAPageHasAName();
    void everyControlOfTheWindowHasAName();
    void everyControlOfTheSettingsHasAName();
    void anUnnamedControlIsFound();
};

namespace {

QString described(QAccessibleInterface *control)
{
    const QObject *object = control->object();
    return u"%1 (role %2) in %3"_s
        .arg(object ? QLatin1StringView(object->metaObject()->className()) : "?"_L1)
        .arg(int(control->role()))
        .arg(object && object->parent()
                 ? QLatin1StringView(object->parent()->metaObject()->className())
                 : "?"_L1);
}

/// A place where the focus can stand must say what it is. Rows and cells say what they hold.
void findUnnamed(QAccessibleInterface *control, QStringList &unnamed)
{
    if (control == nullptr || control->state().invisible)
        return;
    const bool isItem =
        control->role() == QAccessible::Cell || control->role() == QAccessible::ListItem
        || control->role() == QAccessible::TreeItem || control->role() == QAccessible::RowHeader
        || control->role() == QAccessible::ColumnHeader
        || control->role() == QAccessible::Separator;
    const bool isButton =
        control->role() == QAccessible::Button || control->role() == QAccessible::CheckBox
        || control->role() == QAccessible::ComboBox || control->role() == QAccessible::EditableText;
    const auto *widget = qobject_cast<QWidget *>(control->object());
    const bool takesFocus =
        widget != nullptr && widget->focusPolicy() != Qt::NoFocus && !widget->isWindow();
    if ((takesFocus || (isButton && widget != nullptr)) && !isItem
        && control->text(QAccessible::Name).trimmed().isEmpty()
        && control->text(QAccessible::Value).trimmed().isEmpty())
        unnamed << described(control);
    if (isItem || control->role() == QAccessible::Table || control->role() == QAccessible::List)
        return;
    for (int child = 0; child < control->childCount(); ++child)
        findUnnamed(control->child(child), unnamed);
}

QStringList unnamedOf(QWidget &widget)
{
    QStringList unnamed;
    findUnnamed(QAccessible::queryAccessibleInterface(&widget), unnamed);
    return unnamed;
}

using Make = std::function<std::unique_ptr<QWidget>(ScriptedSource &, ScriptedHost &)>;

} // namespace

Q_DECLARE_METATYPE(Make)

void TestAccessibility::everyControlOfAPageHasAName_data()
{
    QTest::addColumn<Make>("make");
    const auto row = [](const char *name, const Make &make) { QTest::newRow(name) << make; };
    row("requests", [](ScriptedSource &source, ScriptedHost &) {
        return std::make_unique<RequestsPage>(source);
    });
    row("statistics", [](ScriptedSource &source, ScriptedHost &) {
        return std::make_unique<StatisticsPage>(source, StatisticsPage::Past());
    });
    row("health", [](ScriptedSource &source, ScriptedHost &) {
        return std::make_unique<HealthPage>(source);
    });
    row("logs",
        [](ScriptedSource &, ScriptedHost &host) { return std::make_unique<LogsPage>(host); });
    row("sessions", [](ScriptedSource &source, ScriptedHost &) {
        return std::make_unique<SessionsPage>(source);
    });
}

void TestAccessibility::everyControlOfAPageHasAName()
{
    QFETCH(Make, make);
    ScriptedSource source;
    ScriptedHost host;
    source.become(proxy::ServiceState::Running, proxy::RoutingState::On);
    const std::unique_ptr<QWidget> page = make(source, host);
    page->resize(1100, 700);
    page->show();
    Q_EMIT source.exchangesArrived(lifelikeTraffic(30, QDateTime::currentMSecsSinceEpoch()));
    QCOMPARE(unnamedOf(*page).join(u'\n'), QString());
}

void TestAccessibility::everyControlOfTheWindowHasAName()
{
    ScriptedSource source;
    MainWindow window(source);
    window.show();
    source.become(proxy::ServiceState::Running, proxy::RoutingState::Paused);
    QCOMPARE(unnamedOf(window).join(u'\n'), QString());
}

void TestAccessibility::everyControlOfTheSettingsHasAName()
{
    ScriptedHost host;
    SettingsDialog dialog(host, {"claude-haiku-4-5"});
    dialog.show();
    QCOMPARE(unnamedOf(dialog).join(u'\n'), QString());
}

void TestAccessibility::anUnnamedControlIsFound()
{
    QWidget page;
    auto *edit = new QLineEdit(&page);
    page.show();
    QCOMPARE(unnamedOf(page).size(), 1);
    edit->setAccessibleName(u"Name"_s);
    QCOMPARE(unnamedOf(page), QStringList());
}

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"llm-proxy-tests"_s);
    QAccessible::setActive(true);
    TestAccessibility test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_accessibility.moc"
