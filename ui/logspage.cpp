// SPDX-License-Identifier: LicenseRef-Private
#include "ui/logspage.h"

#include <QCheckBox>
#include <QDir>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QTabWidget>
#include <QVBoxLayout>

#include <sys/stat.h>

namespace ui {

namespace {

using namespace std::chrono_literals;

constexpr qint64 kTailBytes = 256 * 1024;
constexpr qint64 kMaxStep = 1024 * 1024;
constexpr int kMaxLines = 20000;

QString latestRequestLog(const QString &directory)
{
    const QStringList names =
        QDir(directory).entryList({QStringLiteral("requests-*.jsonl")}, QDir::Files, QDir::Name);
    return names.isEmpty() ? QString() : directory + u'/' + names.last();
}

bool wasReplaced(const QFile &file)
{
    struct stat byName = {};
    struct stat open = {};
    if (::stat(QFile::encodeName(file.fileName()).constData(), &byName) != 0)
        return false;
    return ::fstat(file.handle(), &open) == 0 && open.st_ino != byName.st_ino;
}

} // namespace

LogTail::LogTail(std::function<QString()> path, QWidget *parent)
    : QWidget(parent)
    , m_path(std::move(path))
    , m_text(new QPlainTextEdit)
    , m_find(new QLineEdit)
    , m_follow(new QCheckBox(tr("Follow")))
    , m_onlyErrors(new QCheckBox(tr("Only errors")))
    , m_name(new QLabel)
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_name, 1);
    bar->addWidget(m_find);
    bar->addWidget(m_onlyErrors);
    bar->addWidget(m_follow);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(m_text, 1);
    m_text->setReadOnly(true);
    m_text->setMaximumBlockCount(kMaxLines);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_find->setPlaceholderText(tr("Find (F3: next)"));
    m_follow->setChecked(true);
    connect(m_find, &QLineEdit::returnPressed, this, &LogTail::find);
    connect(new QShortcut(QKeySequence::FindNext, this), &QShortcut::activated, this,
            &LogTail::find);
    connect(m_onlyErrors, &QCheckBox::toggled, this, [this] { open(m_file.fileName()); });
    connect(&m_timer, &QTimer::timeout, this, &LogTail::look);
    m_timer.start(500ms);
    look();
}

void LogTail::look()
{
    const QString path = m_path();
    if (path.isEmpty())
        return m_name->setText(tr("No log yet"));
    if (path != m_file.fileName() || !m_file.isOpen() || wasReplaced(m_file))
        open(path);
    if (m_file.isOpen())
        show(m_file.read(kMaxStep));
}

void LogTail::open(const QString &path)
{
    m_file.close();
    m_file.setFileName(path);
    m_partial.clear();
    m_text->clear();
    m_name->setText(path);
    if (!m_file.open(QIODevice::ReadOnly))
        return;
    const qint64 start = std::max<qint64>(0, m_file.size() - kTailBytes);
    m_file.seek(start);
    if (start > 0)
        m_file.readLine(); // begins in mid-line
}

void LogTail::show(const QByteArray &bytes)
{
    m_partial += bytes;
    const qsizetype end = m_partial.lastIndexOf('\n');
    if (end < 0)
        return;
    QStringList lines;
    for (const QByteArray &line : m_partial.left(end).split('\n')) {
        const QString text = QString::fromUtf8(line);
        if (passes(text))
            lines << text;
    }
    m_partial = m_partial.mid(end + 1);
    if (lines.isEmpty())
        return;
    QScrollBar *scroll = m_text->verticalScrollBar();
    const int former = scroll->value();
    m_text->appendPlainText(lines.join(u'\n'));
    scroll->setValue(m_follow->isChecked() ? scroll->maximum() : former);
    m_text->horizontalScrollBar()->setValue(0);
}

void LogTail::find()
{
    if (!m_text->find(m_find->text())) {
        m_text->moveCursor(QTextCursor::Start);
        m_text->find(m_find->text());
    }
}

bool LogTail::passes(const QString &line) const
{
    if (!m_onlyErrors->isChecked())
        return true;
    return line.contains(QStringLiteral("\"error\"")) || line.contains(QStringLiteral(" error "))
           || line.contains(QStringLiteral(" warning "));
}

LogsPage::LogsPage(const QString &requestLogDir, const QString &processLogFile, QWidget *parent)
    : QWidget(parent)
{
    auto *tabs = new QTabWidget;
    tabs->addTab(new LogTail([requestLogDir] { return latestRequestLog(requestLogDir); }),
                 tr("Requests"));
    tabs->addTab(new LogTail([processLogFile] {
                     return QFile::exists(processLogFile) ? processLogFile : QString();
                 }),
                 QStringLiteral("llm-proxy"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(tabs);
}

} // namespace ui
