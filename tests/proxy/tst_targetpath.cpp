// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/http/targetpath.h"

#include <QTest>

using proxy::normalisedPath;
using proxy::splitProject;

class TestTargetPath final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void normalises_data();
    void normalises();
    void partsAProject_data();
    void partsAProject();
};

void TestTargetPath::normalises_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("path");
    const auto row = [](const char *target, const char *path) {
        QTest::newRow(target) << QByteArray(target) << QByteArray(path);
    };
    row("/v1/messages", "/v1/messages");
    row("/v1/messages?beta=true", "/v1/messages");
    row("/v1/messages/?/../x", "/v1/messages");
    row("//v1///messages", "/v1/messages");
    row("/v1/./messages/.", "/v1/messages");
    row("/a/../v1/b/../messages", "/v1/messages");
    row("/../../v1/messages", "/v1/messages");
    row("/v1%2Fmessages", "/v1/messages");
    row("/v1/%6dessages", "/v1/messages");
    row("/v1/%256dessages", "/v1/%6dessages"); // decoded once
    row("/%2e%2E/health", "/health");
    row("/x%2f..%2Fhealth", "/health");
    row("/v1/mess%zzages%", "/v1/mess%zzages%");
    row("/.hidden/..x", "/.hidden/..x");
    row("/", "/");
    row("/?q", "/");
    row("/..", "/");
    row("//", "/");
    row("/health/", "/health");
    row("/a;b=c,d:e", "/a;b=c,d:e");
}

void TestTargetPath::normalises()
{
    QFETCH(QByteArray, target);
    QTEST(normalisedPath(target), "path");
}

void TestTargetPath::partsAProject_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QByteArray>("project");
    QTest::addColumn<QByteArray>("rest");
    const auto row = [](const QByteArray &target, const QByteArray &project,
                        const QByteArray &rest) {
        QTest::newRow(target.constData()) << target << project << rest;
    };
    row("/p/app/v1/messages?x", "app", "/v1/messages?x");
    row("/p/app", "app", "/");
    row("/p/app?x=/y", "app", "/?x=/y");
    row("/p/app//odd/%7E", "app", "//odd/%7E");
    row("/p/a%20b/x", "a b", "/x");
    row("/p/app/../../health", "app", "/../../health");
    row("/p/", "", "/p/");
    row("/p//x", "", "/p//x");
    row("/p/../x", "", "/p/../x");
    row("/p/a%2fb/x", "", "/p/a%2fb/x");
    row("/p/a%00b/x", "", "/p/a%00b/x");
    row("/p/" + QByteArray(64, 'a') + "/x", QByteArray(64, 'a'), "/x");
    row("/p/" + QByteArray(65, 'a') + "/x", "", "/p/" + QByteArray(65, 'a') + "/x");
    row("/px/a/b", "", "/px/a/b");
    row("/v1/p/a", "", "/v1/p/a");
}

void TestTargetPath::partsAProject()
{
    QFETCH(QByteArray, target);
    const proxy::ProjectTarget parted = splitProject(target);
    QTEST(parted.project, "project");
    QTEST(parted.target, "rest");
}

QTEST_GUILESS_MAIN(TestTargetPath)
#include "tst_targetpath.moc"
