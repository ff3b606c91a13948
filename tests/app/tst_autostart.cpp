// SPDX-License-Identifier: LicenseRef-Private
#include "app/desktop/autostart.h"
#include "app/lifecycle/loginservice.h"

#include "tests/support/fulldisk.h"

#include <QDir>
#include <QFile>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

class TestAutostart final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void isWrittenAndRemoved();
    void theProgramsPathIsQuoted_data();
    void theProgramsPathIsQuoted();
    void neverTogetherWithTheSystemdUnit();
    void aFolderThatCanNotBeWrittenIsNamed();
    void aFullDiskLeavesTheEntry();
    void anAppImageIsStartedAndNotWhatIsMountedFromIt();

private:
    [[nodiscard]] QString path(const char *name) const
    {
        return m_config->filePath(QLatin1StringView(name));
    }
    [[nodiscard]] QByteArray entry() const
    {
        QFile file(path("autostart/llm-proxy.desktop"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_config;
};

namespace {

/// What a session manager makes of Exec: the file's escapes first, then the quoting.
QStringList argumentsOf(const QByteArray &entry)
{
    QString value;
    for (const QByteArray &line : entry.split('\n')) {
        if (line.startsWith("Exec="))
            value = QString::fromUtf8(line.mid(5))
                        .replace(QStringLiteral("\\\\"), QStringLiteral("\\"));
    }
    QStringList arguments;
    QString argument;
    bool quoted = false;
    for (qsizetype at = 0; at < value.size(); ++at) {
        if (value[at] == u'\\' && quoted)
            argument += value[++at];
        else if (value[at] == u'"')
            quoted = !quoted;
        else if (value[at] == u' ' && !quoted)
            arguments << std::exchange(argument, {});
        else
            argument += value[at];
    }
    return (arguments << argument).replaceInStrings(QStringLiteral("%%"), QStringLiteral("%"));
}

} // namespace

void TestAutostart::init()
{
    m_config = std::make_unique<QTemporaryDir>();
    qputenv("XDG_CONFIG_HOME", m_config->path().toUtf8());
}

void TestAutostart::isWrittenAndRemoved()
{
    QVERIFY(!app::hasAutostartEntry());
    QCOMPARE(app::writeAutostartEntry(QStringLiteral("/usr/bin/llm-proxy")), QString());
    QVERIFY(app::hasAutostartEntry());
    QVERIFY(entry().startsWith("[Desktop Entry]\nType=Application\nName=llm-proxy\n"));
    QCOMPARE(app::removeAutostartEntry(), QString());
    QVERIFY(!app::hasAutostartEntry());
    QCOMPARE(app::removeAutostartEntry(), QString());
}

void TestAutostart::theProgramsPathIsQuoted_data()
{
    QTest::addColumn<QString>("program");
    for (const char *program : {"/usr/bin/llm-proxy", "/home/a b/llm proxy", "/opt/100%/x",
                                "/opt/a\"b/x", "/opt/$HOME/x", "/opt/`id`/x", "/opt/back\\slash/x"})
        QTest::newRow(program) << QString::fromLatin1(program);
}

void TestAutostart::theProgramsPathIsQuoted()
{
    QFETCH(QString, program);
    QCOMPARE(app::writeAutostartEntry(program), QString());
    QCOMPARE(argumentsOf(entry()), (QStringList {program, QStringLiteral("--background")}));
}

void TestAutostart::neverTogetherWithTheSystemdUnit()
{
    QDir().mkpath(path("systemd/user/default.target.wants"));
    QFile unit(path("systemd/user/default.target.wants/llm-proxy.service"));
    QVERIFY(unit.open(QIODevice::WriteOnly));
    const QString problem = app::writeAutostartEntry(QStringLiteral("/usr/bin/llm-proxy"));
    QVERIFY(problem.contains(QStringLiteral("systemctl --user disable llm-proxy")));
    QVERIFY(!app::hasAutostartEntry());
    QVERIFY(unit.remove());
    QCOMPARE(app::writeAutostartEntry(QStringLiteral("/usr/bin/llm-proxy")), QString());
}

void TestAutostart::aFolderThatCanNotBeWrittenIsNamed()
{
    QFile inTheWay(path("autostart"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const QString problem = app::writeAutostartEntry(QStringLiteral("/usr/bin/llm-proxy"));
    QVERIFY(problem.contains(path("autostart")));
}

void TestAutostart::aFullDiskLeavesTheEntry()
{
    QCOMPARE(app::writeAutostartEntry(QStringLiteral("/usr/bin/llm-proxy")), QString());
    const QByteArray before = entry();
    const QString problem = [] {
        const support::FullDisk full;
        return app::writeAutostartEntry(QStringLiteral("/opt/llm-proxy"));
    }();
    QVERIFY(problem.contains(QStringLiteral("llm-proxy.desktop")));
    QCOMPARE(entry(), before);
}

void TestAutostart::anAppImageIsStartedAndNotWhatIsMountedFromIt()
{
    qunsetenv("APPIMAGE");
    QCOMPARE(app::programAtLogin(), QCoreApplication::applicationFilePath());
    qputenv("APPIMAGE", "/home/me/llm-proxy.AppImage");
    QCOMPARE(app::programAtLogin(), QStringLiteral("/home/me/llm-proxy.AppImage"));
    qunsetenv("APPIMAGE");
}

QTEST_GUILESS_MAIN(TestAutostart)
#include "tst_autostart.moc"
