// SPDX-License-Identifier: LicenseRef-Private
// macOS's folders of a user, by the file that is compiled for it.
#include "proxy/platform/userfolders.h"

#include <QTest>

using namespace Qt::StringLiterals;

class TestLibraryFolders final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everythingIsBelowLibrary()
    {
        QProcessEnvironment environment;
        environment.insert(u"HOME"_s, u"/Users/someone/"_s);
        environment.insert(u"XDG_CONFIG_HOME"_s, u"/elsewhere"_s);
        const proxy::UserFolders folders = proxy::userFolders(environment);
        QCOMPARE(folders.settings, u"/Users/someone/Library/Application Support/llm-proxy"_s);
        QCOMPARE(folders.state, folders.settings);
        QCOMPARE(folders.logs, u"/Users/someone/Library/Logs/llm-proxy"_s);
    }
};

QTEST_GUILESS_MAIN(TestLibraryFolders)
#include "tst_libraryfolders.moc"
