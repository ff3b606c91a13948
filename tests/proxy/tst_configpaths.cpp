// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/config/configpaths.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace {

QProcessEnvironment environmentOf(const QMap<QString, QString> &variables)
{
    QProcessEnvironment environment;
    environment.insert(u"HOME"_s, u"/home/someone"_s);
    for (auto variable = variables.begin(); variable != variables.end(); ++variable)
        environment.insert(variable.key(), variable.value());
    return environment;
}

bool touch(const QString &path)
{
    return QDir().mkpath(QFileInfo(path).path()) && QFile(path).open(QIODevice::WriteOnly);
}

} // namespace

class TestConfigPaths : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void installedUsesTheXdgFolders()
    {
        const auto paths = proxy::locateConfigPaths(environmentOf({}), u"/usr/bin/llm-proxy"_s);
        QVERIFY(paths);
        QVERIFY(!paths->checkout);
        QCOMPARE(paths->configFile, u"/home/someone/.config/llm-proxy/llm-proxy.json"_s);
        QCOMPARE(paths->dotEnvFile, u"/home/someone/.config/llm-proxy/.env"_s);
        QCOMPARE(paths->stateDir, u"/home/someone/.local/state/llm-proxy"_s);
        QCOMPARE(paths->runtimeDir, u"/home/someone/.local/state/llm-proxy/runtime"_s);
    }

    void xdgVariablesMoveThemUnlessRelative()
    {
        const auto paths = proxy::locateConfigPaths(
            environmentOf({{u"XDG_CONFIG_HOME"_s, u"/etc/mine/"_s}, {u"XDG_STATE_HOME"_s, u"x"_s}}),
            {});
        QVERIFY(paths);
        QCOMPARE(paths->configFile, u"/etc/mine/llm-proxy/llm-proxy.json"_s);
        QCOMPARE(paths->stateDir, u"/home/someone/.local/state/llm-proxy"_s);
    }

    void theLaunchersVariableNamesTheCheckout()
    {
        const auto paths = proxy::locateConfigPaths(
            environmentOf({{u"LLM_PROXY_ROOT"_s, u"/src/llm-proxy/"_s}}), {});
        QVERIFY(paths);
        QVERIFY(paths->checkout);
        QCOMPARE(paths->configFile, u"/src/llm-proxy/llm-proxy.json"_s);
        QCOMPARE(paths->dotEnvFile, u"/src/llm-proxy/.env"_s);
        QCOMPARE(paths->runtimeDir, u"/src/llm-proxy/runtime"_s);
    }

    void anExecutableOfABuildTreeKnowsItsCheckout()
    {
        QTemporaryDir folder;
        const QString root = QFileInfo(folder.path()).canonicalFilePath();
        const QString executable = root + u"/build/dev/app/llm-proxy"_s;
        QVERIFY(touch(executable));
        const auto before = proxy::locateConfigPaths(environmentOf({}), executable);
        QVERIFY(before && !before->checkout);
        QVERIFY(touch(root + u"/CMakeLists.txt"_s));
        QVERIFY(touch(root + u"/JSON/defaults.json"_s));
        const auto paths = proxy::locateConfigPaths(environmentOf({}), executable);
        QVERIFY(paths && paths->checkout);
        QCOMPARE(paths->stateDir, root);

        QVERIFY(QFile::link(executable, root + u"/somewhere"_s));
        const auto linked = proxy::locateConfigPaths(environmentOf({}), root + u"/somewhere"_s);
        QVERIFY(linked && linked->checkout);
    }

    void homeHoldsEverythingAndWins()
    {
        const auto paths = proxy::locateConfigPaths(
            environmentOf({{u"LLM_PROXY_HOME"_s, u"/tmp/one"_s}, {u"LLM_PROXY_ROOT"_s, u"/src"_s}}),
            {});
        QVERIFY(paths);
        QVERIFY(!paths->checkout);
        QCOMPARE(paths->configFile, u"/tmp/one/llm-proxy.json"_s);
        QCOMPARE(paths->runtimeDir, u"/tmp/one/runtime"_s);
    }

    void anotherConfigFileCanBeNamed()
    {
        const auto paths =
            proxy::locateConfigPaths(environmentOf({{u"LLM_PROXY_HOME"_s, u"/tmp/one"_s},
                                                    {u"LLM_PROXY_CONFIG"_s, u"/etc/a.json"_s}}),
                                     {});
        QVERIFY(paths);
        QCOMPARE(paths->configFile, u"/etc/a.json"_s);
        QVERIFY(paths->configFileRequired);
        QCOMPARE(paths->dotEnvFile, u"/tmp/one/.env"_s);
    }

    void relativePlacesAreRefused_data()
    {
        QTest::addColumn<QString>("variable");
        for (const char *variable : {"LLM_PROXY_HOME", "LLM_PROXY_ROOT", "LLM_PROXY_CONFIG"})
            QTest::newRow(variable) << QString::fromLatin1(variable);
    }

    void relativePlacesAreRefused()
    {
        QFETCH(QString, variable);
        const auto paths = proxy::locateConfigPaths(environmentOf({{variable, u"here"_s}}), {});
        QVERIFY(!paths);
        QCOMPARE(paths.error().code, proxy::ErrorCode::InvalidConfig);
        QVERIFY(paths.error().detail.text().contains(variable));
    }

    void placesThatAreNotUtf8AreRefused_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<bool>("isRefused");
        for (const char *variable : {"LLM_PROXY_HOME", "LLM_PROXY_ROOT", "LLM_PROXY_CONFIG", "HOME",
                                     "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
            QTest::newRow(variable) << QString::fromLatin1(variable) << true;
        QTest::newRow("another program's") << u"GOPATH"_s << false;
    }

    void placesThatAreNotUtf8AreRefused()
    {
        QFETCH(QString, variable);
        const QString lost = QString::fromLocal8Bit("/home/n\xe9");
        const auto paths = proxy::locateConfigPaths(environmentOf({{variable, lost}}), {});
        QTEST(!paths, "isRefused");
        if (!paths)
            QVERIFY(paths.error().detail.text().contains(variable));
        // What is not used may be called as it likes.
        QVERIFY(variable.startsWith(u"LLM_PROXY_"_s)
                || proxy::locateConfigPaths(
                    environmentOf({{variable, lost}, {u"LLM_PROXY_HOME"_s, u"/one"_s}}), {}));
        QVERIFY(!proxy::locateConfigPaths(environmentOf({}), lost));
    }
};

QTEST_GUILESS_MAIN(TestConfigPaths)
#include "tst_configpaths.moc"
