// SPDX-License-Identifier: LicenseRef-Private
// Charts as tables and files; the time and the project they are of.
#include "tests/support/fulldisk.h"
#include "tests/support/lifeliketraffic.h"
#include "tests/support/scriptedsource.h"
#include "ui/statistics/chartpanel.h"
#include "ui/statistics/statisticspage.h"

#include <QAction>
#include <QApplication>
#include <QChart>
#include <QChartView>
#include <QComboBox>
#include <QDateTime>
#include <QFile>
#include <QFileDialog>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QToolButton>

using namespace ui;
using namespace std::chrono_literals;

class TestStatisticsPage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fitsANarrowWindow();
    void init();
    void aPartOfTheTimeIsLookedAtClosely();
    void eachChartIsATableToo();
    void chartsAreSaved();
    void timeAndProjectAreChosen();
};

namespace {

template <class Button> Button *named(const QWidget &page, const QString &text)
{
    for (Button *button : page.findChildren<Button *>()) {
        if (button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

/// Answers the next file dialog with @p path, as a person would.
void chooseFile(const QString &path)
{
    QTimer::singleShot(0, qApp, [path] {
        auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
        if (dialog == nullptr)
            return chooseFile(path);
        dialog->findChild<QLineEdit *>()->setText(path);
        static_cast<QDialog *>(dialog)->accept();
    });
}

} // namespace

void TestStatisticsPage::fitsANarrowWindow()
{
    ScriptedSource source;
    StatisticsPage page(source, {});
    page.resize(590, 400);
    page.show();
    // 760 without the list of pages.
    QVERIFY2(page.minimumSizeHint().width() <= 590,
             qPrintable(QString::number(page.minimumSizeHint().width())));
}

void TestStatisticsPage::init()
{
    QSettings().clear();
}

void TestStatisticsPage::aPartOfTheTimeIsLookedAtClosely()
{
    ScriptedSource source;
    StatisticsPage page(source, {});
    Q_EMIT source.exchangesArrived(lifelikeTraffic(300, QDateTime::currentMSecsSinceEpoch()));
    page.resize(1200, 700);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
    ChartPanel *panel = nullptr;
    for (ChartPanel *each : page.findChildren<ChartPanel *>()) {
        if (each->findChild<QTableWidget *>()->accessibleName()
            == QStringLiteral("Requests and errors"))
            panel = each;
    }
    QVERIFY(panel != nullptr);
    const auto rows = [panel] { return panel->csv().count('\n') - 1; };
    const auto whole = rows();
    QWidget *plot = panel->findChild<QChartView *>()->viewport();
    const QRect area = panel->findChild<QChartView *>()->chart()->plotArea().toRect();
    const auto drag = [&](double from, double to) {
        const auto at = [&area](double share) {
            return QPoint(area.left() + static_cast<int>(share * area.width()), area.center().y());
        };
        QTest::mousePress(plot, Qt::LeftButton, {}, at(from));
        QTest::mouseMove(plot, at((from + to) / 2));
        QTest::mouseMove(plot, at(to));
        QTest::mouseRelease(plot, Qt::LeftButton, {}, at(to));
    };
    QSignalSpy chosen(panel, &ChartPanel::timesChosen);
    drag(0.52, 0.68);
    QCOMPARE(chosen.count(), 1);
    const qint64 span = chosen.first().at(1).toLongLong() - chosen.first().at(0).toLongLong();
    QVERIFY2(span >= 8 * 60000 && span <= 14 * 60000, qPrintable(QString::number(span)));
    QPushButton *back = nullptr;
    for (auto *button : page.findChildren<QPushButton *>()) {
        if (button->text().endsWith(QStringLiteral("show the whole time again")))
            back = button;
    }
    QVERIFY(back != nullptr && back->isVisible());
    const auto part = rows();
    QVERIFY(part != whole);
    // Backwards too, and a click chooses nothing.
    drag(0.9, 0.1);
    QCOMPARE(chosen.count(), 2);
    drag(0.5, 0.5);
    QCOMPARE(chosen.count(), 2);
    back->click();
    QVERIFY(!back->isVisible());
    QCOMPARE(rows(), whole);
    drag(0.2, 0.6);
    QVERIFY(back->isVisible());
    QTest::mouseDClick(plot, Qt::LeftButton, {}, area.center());
    QVERIFY(!back->isVisible());
}

void TestStatisticsPage::eachChartIsATableToo()
{
    ScriptedSource source;
    StatisticsPage page(source, {});
    Q_EMIT source.exchangesArrived(lifelikeTraffic(300, QDateTime::currentMSecsSinceEpoch()));
    page.resize(1200, 700);
    page.show();
    const auto panels = page.findChildren<ChartPanel *>();
    QCOMPARE(panels.size(), 6);
    for (ChartPanel *panel : panels) {
        auto *table = panel->findChild<QTableWidget *>();
        QVERIFY(!table->isVisible());
        panel->findChild<QToolButton *>()->menu()->actions().first()->trigger();
        QVERIFY(table->isVisible());
        const QByteArrayList lines = panel->csv().trimmed().split('\n');
        QCOMPARE(table->rowCount(), static_cast<int>(lines.size()) - 1);
        QVERIFY2(table->rowCount() > 0, qPrintable(table->accessibleName()));
        QCOMPARE(lines.first().split(',').size(), table->columnCount());
        QVERIFY(!table->item(0, table->columnCount() - 1)->text().isEmpty());
    }
}

void TestStatisticsPage::chartsAreSaved()
{
    QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    const QTemporaryDir folder;
    ScriptedSource source;
    StatisticsPage page(source, {});
    Q_EMIT source.exchangesArrived(lifelikeTraffic(300, QDateTime::currentMSecsSinceEpoch()));
    page.resize(1200, 700);
    page.show();
    auto *panel = page.findChildren<ChartPanel *>().first();
    const QList<QAction *> actions = panel->findChild<QToolButton *>()->menu()->actions();
    const QString picture = folder.filePath(QStringLiteral("chart.png"));
    chooseFile(picture);
    actions.at(1)->trigger();
    // Written off the UI thread.
    QTRY_VERIFY(QImage(picture).width() > 100);
    const QString table = folder.filePath(QStringLiteral("chart.csv"));
    chooseFile(table);
    actions.at(2)->trigger();
    QTRY_VERIFY(QFile::exists(table));
    QFile file(table);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), panel->csv());
    const QString all = folder.filePath(QStringLiteral("all.png"));
    chooseFile(all);
    named<QPushButton>(page, QStringLiteral("Save as PNG"))->click();
    QTRY_VERIFY(QImage(all).width() > 1000);
    // A full disk leaves no half an export, and is told of.
    const QString half = folder.filePath(QStringLiteral("half.csv"));
    {
        const support::FullDisk full(10);
        chooseFile(half);
        bool isTold = false;
        QTimer watch;
        connect(&watch, &QTimer::timeout, &page, [&isTold] {
            if (auto *box = qobject_cast<QMessageBox *>(QApplication::activeModalWidget())) {
                isTold = true;
                box->accept();
            }
        });
        watch.start(10);
        actions.at(2)->trigger();
        QTRY_VERIFY(isTold);
    }
    QVERIFY(!QFile::exists(half));
}

void TestStatisticsPage::timeAndProjectAreChosen()
{
    ScriptedSource source;
    StatisticsPage page(source, {});
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    std::vector<proxy::Exchange> exchanges = lifelikeTraffic(6, now);
    constexpr std::array<qint64, 6> kMinutesAgo {1, 5, 30, 40, 300, 3000};
    for (size_t at = 0; at < exchanges.size(); ++at) {
        exchanges[at].startedAtMs = now - kMinutesAgo.at(at) * 60000;
        exchanges[at].project = at % 2 == 0 ? "even" : "odd";
        exchanges[at].end = proxy::ExchangeEnd::Complete;
    }
    std::reverse(exchanges.begin(), exchanges.end());
    Q_EMIT source.exchangesArrived(exchanges);
    page.refresh();
    const auto combos = page.findChildren<QComboBox *>();
    const auto combo = [&combos](const QString &name) {
        return *std::find_if(combos.begin(), combos.end(),
                             [&name](auto *box) { return box->accessibleName() == name; });
    };
    QComboBox *range = combo(QStringLiteral("Time"));
    QComboBox *project = combo(QStringLiteral("Project"));
    const auto requests = [&page] {
        const QString text = page.findChildren<QLabel *>().first()->text();
        return text.section(QStringLiteral("<b>"), 1).section(QStringLiteral("</b>"), 0, 0).toInt();
    };
    constexpr std::array<int, 5> kInRange {2, 4, 5, 6, 6};
    for (int choice = 0; choice < range->count(); ++choice) {
        range->setCurrentIndex(choice);
        QCOMPARE(requests(), kInRange.at(static_cast<size_t>(choice)));
    }
    QCOMPARE(project->count(), 3);
    project->setCurrentIndex(project->findData(QStringLiteral("odd")));
    QCOMPARE(requests(), 3);
    range->setCurrentIndex(0);
    QCOMPARE(requests(), 1);
}

int main(int argc, char **argv)
{
    // No real settings are read or written.
    const QTemporaryDir home;
    qputenv("XDG_CONFIG_HOME", home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("llm-proxy-tests"));
    TestStatisticsPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_statisticspage.moc"
