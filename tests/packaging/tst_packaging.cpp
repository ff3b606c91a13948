// SPDX-License-Identifier: LicenseRef-Private
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSize>
#include <QTemporaryDir>
#include <QtEndian>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

/// What a package holds, looked at in a tree that `cmake --install` made.
class TestPackaging final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysTheProjectsVersion_data();
    void saysTheProjectsVersion();
    void propertyListsAreWhole_data();
    void propertyListsAreWhole();
    void bundleIsATrayApplication();
    void theUnitNamesTheInstalledProgram();
    void iconsHaveTheSizeOfTheirFolder();
    void windowsIconHoldsEverySize();
    void manPageManualAndCompletionsAreThere();
    void theInstalledProgramFindsItsWindow();

private:
    QString installed(const QString &path) const { return m_prefix.filePath(path); }

    QTemporaryDir m_prefix;
};

namespace {

constexpr int kBuildPatience = 60000;
const QString kVersion = QStringLiteral(LLMPROXY_VERSION);

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString built(const QString &file)
{
    return QStringLiteral(BUILD_ROOT "/packaging/") + file;
}

QByteArray
outputOf(const QString &program, const QStringList &arguments,
         const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment())
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(program, arguments);
    process.waitForFinished(kBuildPatience);
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
               ? process.readAllStandardOutput()
               : QByteArray();
}

/// The text after <key>@p key</key>, or the element's name where it has none.
QString valueOf(const QByteArray &plist, const QString &key)
{
    QXmlStreamReader xml(plist);
    bool isNext = false;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (isNext) {
            const QString name = xml.name().toString();
            const QString text = xml.readElementText(QXmlStreamReader::SkipChildElements);
            return text.isEmpty() ? name : text;
        }
        isNext = xml.name() == u"key" && xml.readElementText() == key;
    }
    return {};
}

/// By its first chunk, as the format prescribes; invalid: not a PNG.
QSize sizeOfPng(const QByteArray &png)
{
    if (!png.startsWith("\x89PNG\r\n\x1a\n") || png.mid(12, 4) != "IHDR" || png.size() < 24)
        return {};
    return {qFromBigEndian<qint32>(png.data() + 16), qFromBigEndian<qint32>(png.data() + 20)};
}

} // namespace

void TestPackaging::initTestCase()
{
    QVERIFY(m_prefix.isValid());
    QVERIFY(!outputOf(QStringLiteral(CMAKE),
                      {u"--install"_s, QStringLiteral(BUILD_ROOT), u"--prefix"_s, m_prefix.path()})
                 .isEmpty());
}

void TestPackaging::saysTheProjectsVersion_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("said");
    QString commas = kVersion;
    commas.replace(u'.', u',');
    const auto row = [](const char *name, const QByteArray &text, const QString &said) {
        QTest::newRow(name) << text << said;
    };
    row("--version", outputOf(installed(u"bin/llm-proxy"_s), {u"--version"_s}), kVersion);
    row("man page", contentsOf(installed(u"share/man/man1/llm-proxy.1"_s)),
        u"\"llm\\-proxy "_s + kVersion + u'"');
    row("metainfo", contentsOf(built(u"org.llmproxy.llmproxy.metainfo.xml"_s)),
        u"<release version=\""_s + kVersion + u'"');
    row("bundle", valueOf(contentsOf(built(u"Info.plist"_s)), u"CFBundleVersion"_s).toUtf8(),
        kVersion);
    row("bundle, short",
        valueOf(contentsOf(built(u"Info.plist"_s)), u"CFBundleShortVersionString"_s).toUtf8(),
        kVersion);
    row("Windows, numbers", contentsOf(built(u"llm-proxy.rc"_s)),
        u"FILEVERSION "_s + commas + u",0\n"_s);
    row("Windows, text", contentsOf(built(u"llm-proxy.rc"_s)),
        u"\"ProductVersion\", \""_s + kVersion + u'"');
    row("packages", contentsOf(QStringLiteral(BUILD_ROOT "/CPackConfig.cmake")),
        u"set(CPACK_PACKAGE_VERSION \""_s + kVersion + u'"');
}

void TestPackaging::saysTheProjectsVersion()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, said);
    QVERIFY2(text.contains(said.toUtf8()), text.left(500).constData());
    QVERIFY2(!text.contains("@PROJECT_"), text.left(500).constData());
}

void TestPackaging::propertyListsAreWhole_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("bundle") << u"Info.plist"_s;
    QTest::newRow("launch agent") << u"org.llmproxy.llmproxy.plist"_s;
}

void TestPackaging::propertyListsAreWhole()
{
    QFETCH(const QString, file);
    const QByteArray text = contentsOf(built(file));
    QXmlStreamReader xml(text);
    int keys = 0;
    int depth = 0;
    bool isKey = false;
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::StartElement) {
            // In a dictionary a key is followed by its value.
            QVERIFY2(!(isKey && xml.name() == u"key"), qPrintable(file));
            isKey = xml.name() == u"key";
            keys += isKey ? 1 : 0;
            ++depth;
        } else if (token == QXmlStreamReader::EndElement) {
            --depth;
        }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QCOMPARE(depth, 0);
    QVERIFY(keys > 5);
    QVERIFY(!text.contains('@' + QByteArray("PROJECT")));
}

void TestPackaging::bundleIsATrayApplication()
{
    const QByteArray bundle = contentsOf(built(u"Info.plist"_s));
    QCOMPARE(valueOf(bundle, u"LSUIElement"_s), u"true"_s);
    QCOMPARE(valueOf(bundle, u"CFBundleExecutable"_s), u"llm-proxy"_s);
    QCOMPARE(valueOf(bundle, u"CFBundleIdentifier"_s), u"org.llmproxy.llmproxy"_s);
    for (const QString &file :
         QDir(QStringLiteral(PROJECT_ROOT "/translations")).entryList({u"*.ts"_s})) {
        const QString language = file.section(u'_', 1).section(u'.', 0, 0);
        QVERIFY2(bundle.contains("<string>" + language.toUtf8() + "</string>"),
                 qPrintable(language));
    }
}

void TestPackaging::theUnitNamesTheInstalledProgram()
{
    const QByteArray unit = contentsOf(installed(u"lib/systemd/user/llm-proxy.service"_s));
    QVERIFY2(unit.contains("ExecStart=" + m_prefix.path().toUtf8() + "/bin/llm-proxy start"),
             unit.constData());
}

void TestPackaging::iconsHaveTheSizeOfTheirFolder()
{
    const QDir icons(installed(u"share/icons/hicolor"_s));
    QVERIFY(QFile::exists(icons.filePath(u"scalable/apps/llm-proxy.svg"_s)));
    QVERIFY(QFile::exists(icons.filePath(u"symbolic/apps/llm-proxy-symbolic.svg"_s)));
    for (const int size : {16, 22, 24, 32, 48, 64, 128, 256}) {
        const QString path = u"%1x%1/apps/llm-proxy.png"_s.arg(size);
        QCOMPARE(sizeOfPng(contentsOf(icons.filePath(path))), QSize(size, size));
    }
    const QByteArray desktop = contentsOf(installed(u"share/applications/llm-proxy.desktop"_s));
    QVERIFY(desktop.contains("\nIcon=llm-proxy\n"));
}

void TestPackaging::windowsIconHoldsEverySize()
{
    const QByteArray ico = contentsOf(built(u"icons/llm-proxy.ico"_s));
    QVERIFY(ico.size() > 6);
    const auto number = [&ico](qsizetype at) {
        return qFromLittleEndian<quint32>(ico.data() + at);
    };
    const int count = qFromLittleEndian<quint16>(ico.data() + 4);
    QCOMPARE(count, 8);
    for (int entry = 0; entry < count; ++entry) {
        const qsizetype at = 6 + 16 * entry;
        const QByteArray png = ico.mid(number(at + 12), number(at + 8));
        const int width = quint8(ico[at]) == 0 ? 256 : quint8(ico[at]);
        QCOMPARE(sizeOfPng(png), QSize(width, width));
    }
}

void TestPackaging::manPageManualAndCompletionsAreThere()
{
    for (const QString &path :
         {u"share/man/man1/llm-proxy.1"_s, u"share/man/man1/llm-proxy-backend.1"_s,
          u"share/man/man5/llm-proxy.json.5"_s, u"share/bash-completion/completions/llm-proxy"_s,
          u"share/zsh/vendor-completions/_llm-proxy"_s,
          u"share/fish/vendor_completions.d/llm-proxy.fish"_s, u"share/doc/llm-proxy/README.md"_s,
          u"share/doc/llm-proxy/resources/manual/index.md"_s,
          u"share/doc/llm-proxy/resources/pictures/requests.png"_s,
          u"share/doc/llm-proxy/packaging/deploy/haproxy.cfg"_s,
          u"share/doc/llm-proxy/packaging/deploy/llm-proxy@.service"_s})
        QVERIFY2(!contentsOf(installed(path)).isEmpty(), qPrintable(path));
}

void TestPackaging::theInstalledProgramFindsItsWindow()
{
    const QTemporaryDir home;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *variable :
         {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "LLM_PROXY_HOME"})
        environment.insert(QLatin1StringView(variable), home.path());
    environment.insert(u"LLM_PROXY_PORT"_s, u"0"_s);
    environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
    QProcess program;
    program.setProcessEnvironment(environment);
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(installed(u"bin/llm-proxy"_s), {});
    QVERIFY(program.waitForStarted());
    const auto isHealthy = [&] {
        return !outputOf(program.program(), {u"health"_s}, environment).isEmpty();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isHealthy() || program.state() == QProcess::NotRunning, 20000);
    QVERIFY2(program.state() == QProcess::Running, program.readAll().constData());
    const QByteArray ours = m_prefix.path().toUtf8() + '/';
    const QList<QByteArray> mapped =
        contentsOf(u"/proc/%1/maps"_s.arg(program.processId())).split('\n');
    QVERIFY(std::any_of(mapped.begin(), mapped.end(), [&ours](const QByteArray &line) {
        return line.contains(ours) && line.endsWith("/llm-proxy-ui.so");
    }));
    program.terminate();
    QVERIFY(program.waitForFinished(20000));
    QCOMPARE(program.exitStatus(), QProcess::NormalExit);
}

QTEST_GUILESS_MAIN(TestPackaging)
#include "tst_packaging.moc"
