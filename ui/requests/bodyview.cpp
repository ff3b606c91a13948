// SPDX-License-Identifier: LicenseRef-Private
#include "ui/requests/bodyview.h"

#include "proxy/core/atomicfile.h"
#include "ui/host/background.h"
#include "ui/look/humanformat.h"
#include "ui/requests/foldingview.h"
#include "ui/words/enginetext.h"

#include <QClipboard>
#include <QFileDialog>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace ui {

namespace {

QString headingOf(const Said &piece)
{
    QString heading = QStringLiteral("▸ ") + piece.role;
    switch (piece.kind) {
    case Said::Kind::Text:
        break;
    case Said::Kind::Thought:
        heading += QStringLiteral(" · ") + BodyView::tr("thought");
        break;
    case Said::Kind::ToolCall:
        heading += QStringLiteral(" · ") + BodyView::tr("calls the tool %1").arg(piece.name);
        break;
    case Said::Kind::ToolResult:
        heading += QStringLiteral(" · ") + BodyView::tr("result of a tool");
        break;
    case Said::Kind::Other:
        heading += QStringLiteral(" · ") + piece.name;
        break;
    }
    return heading;
}

/// Writes at the end. It scrolls along, where that is wanted, only for who is there.
class Writer final
{
public:
    Writer(QPlainTextEdit &text, bool scrolls)
        : m_text(text)
        , m_wasAtEnd(scrolls
                     && text.verticalScrollBar()->value() == text.verticalScrollBar()->maximum())
        , m_cursor(text.document())
    {
        m_cursor.movePosition(QTextCursor::End);
        m_cursor.beginEditBlock();
    }
    ~Writer()
    {
        m_cursor.endEditBlock();
        if (m_wasAtEnd)
            m_text.verticalScrollBar()->setValue(m_text.verticalScrollBar()->maximum());
    }
    Q_DISABLE_COPY_MOVE(Writer)

    void write(const QString &text) { m_cursor.insertText(text, {}); }
    void writeStrong(const QString &text)
    {
        QTextCharFormat strong;
        strong.setFontWeight(QFont::Bold);
        m_cursor.insertText(text, strong);
    }

private:
    QPlainTextEdit &m_text;
    bool m_wasAtEnd;
    QTextCursor m_cursor;
};

QToolButton *button(const QString &text, const QString &tip)
{
    auto *made = new QToolButton;
    made->setText(text);
    made->setToolTip(tip);
    return made;
}

} // namespace

BodyView::BodyView(Side side, QWidget *parent)
    : QWidget(parent)
    , m_side(side)
    , m_note(new QLabel)
    , m_pace(new QLabel)
    , m_raw(new QToolButton)
    , m_fold(new QToolButton)
    , m_search(new QLineEdit)
    , m_found(new QLabel)
    , m_text(new FoldingView)
{
    auto *bar = new QHBoxLayout;
    buildBar(bar);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleName(side == Side::Request ? tr("Text of the request")
                                                    : tr("Text of the answer"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(bar);
    layout->addWidget(m_note);
    layout->addWidget(m_text, 1);
}

void BodyView::buildBar(QHBoxLayout *bar)
{
    const bool isRequest = m_side == Side::Request;
    m_raw->setText(isRequest ? tr("JSON") : tr("Raw events"));
    m_raw->setToolTip(tr("The bytes as they are, in place of the conversation"));
    m_raw->setCheckable(true);
    connect(m_raw, &QToolButton::toggled, this, &BodyView::writeAll);
    m_fold->setText(tr("Fold"));
    m_fold->setToolTip(tr("Fold every part, or unfold all"));
    m_fold->setCheckable(true);
    m_fold->hide();
    connect(m_fold, &QToolButton::toggled, m_text, &FoldingView::setAllFolded);
    m_search->setPlaceholderText(tr("Find (Ctrl+F)"));
    m_search->setAccessibleName(tr("Find in the text"));
    m_search->setClearButtonEnabled(true);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { search(false); });
    connect(m_search, &QLineEdit::textEdited, this, [this] {
        m_text->moveCursor(QTextCursor::Start);
        search(false);
    });
    QToolButton *previous = button(QStringLiteral("▲"), tr("The one before"));
    previous->setAccessibleName(previous->toolTip());
    connect(previous, &QToolButton::clicked, this, [this] { search(true); });
    QToolButton *next = button(QStringLiteral("▼"), tr("The next one"));
    next->setAccessibleName(next->toolTip());
    connect(next, &QToolButton::clicked, this, [this] { search(false); });
    QToolButton *copy = button(isRequest ? tr("Copy request") : tr("Copy answer"),
                               tr("All of the text that is shown"));
    connect(copy, &QToolButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_text->toPlainText()); });
    QToolButton *save = button(tr("Save…"), tr("Into a file, as it is shown"));
    connect(save, &QToolButton::clicked, this, &BodyView::save);
    bar->addWidget(m_raw);
    bar->addWidget(m_fold);
    bar->addWidget(m_search, 1);
    bar->addWidget(m_found);
    bar->addWidget(previous);
    bar->addWidget(next);
    bar->addWidget(m_pace);
    bar->addWidget(copy);
    bar->addWidget(save);
}

void BodyView::clear()
{
    m_id.clear();
    m_body = {};
    m_answer = {};
    m_said.clear();
    m_taken = 0;
    m_isFinished = false;
    m_pace->clear();
    m_found->clear();
    writeAll();
}

void BodyView::show(const TextsReader &reader)
{
    if (reader.id() != m_id) {
        clear();
        m_id = reader.id();
    }
    m_body = m_side == Side::Request ? reader.bodies().request : reader.bodies().answer;
    writeNote(reader);
    takeMore();
    writeSaid();
}

void BodyView::writeNote(const TextsReader &reader)
{
    QString note;
    switch (reader.state()) {
    case TextsReader::State::Nothing:
    case TextsReader::State::Asking:
        break;
    case TextsReader::State::NotKept:
        note = tr("The text of this request is not kept. Settings > Recording: \"Keep the text of "
                  "the latest requests\" keeps that of later ones, in memory only.");
        break;
    case TextsReader::State::Failed:
        note = tr("The proxy did not tell the text.");
        break;
    case TextsReader::State::Kept:
        if (m_body.isUnread)
            note = tr("This body is compressed or no text, so it is not shown.");
        else if (m_body.isCut)
            note = tr("The first %1 of %2 are kept.")
                       .arg(humanSize(m_body.text.size()), humanSize(m_body.size));
        else if (m_body.isOver && m_body.size == 0)
            note = tr("There is no body.");
        break;
    }
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

/// What has come since the last time.
void BodyView::takeMore()
{
    if (m_side == Side::Request) {
        const bool isWhole = m_body.isCut || m_body.text.size() >= m_body.size;
        if (!m_said.empty() || !isWhole)
            return;
        m_said = saidInRequest(QJsonDocument::fromJson(m_body.text).object());
        return;
    }
    if (m_body.text.size() > m_taken) {
        m_answer.feed(QByteArrayView(m_body.text).sliced(m_taken));
        m_taken = m_body.text.size();
    }
    if (m_body.isOver && !m_isFinished && (m_body.isCut || m_taken >= m_body.size)) {
        m_isFinished = true;
        m_answer.finish();
    }
}

/// A body that holds no conversation is shown as it is.
bool BodyView::isRaw() const
{
    if (m_raw->isChecked())
        return true;
    return m_side == Side::Request ? m_said.empty() : m_isFinished && m_answer.said().empty();
}

void BodyView::writeAll()
{
    m_text->setFoldable(false);
    m_fold->setChecked(false);
    m_text->clear();
    m_writtenPieces = 0;
    m_writtenLength = 0;
    m_writtenRaw = 0;
    writeSaid();
    if (m_side == Side::Request)
        m_text->moveCursor(QTextCursor::Start);
}

void BodyView::writeSaid()
{
    if (isRaw() && m_writtenPieces > 0 && !m_raw->isChecked())
        return writeAll();
    if (isRaw()) {
        writeRaw();
        m_fold->setVisible(m_text->isFoldable());
        return;
    }
    m_fold->hide();
    Writer writer(*m_text, m_side == Side::Answer);
    const std::vector<Said> &said = m_side == Side::Request ? m_said : m_answer.said();
    if (m_writtenPieces > 0 && said.size() >= m_writtenPieces)
        writer.write(said[m_writtenPieces - 1].text.sliced(m_writtenLength));
    for (; m_writtenPieces < said.size(); ++m_writtenPieces) {
        const Said &piece = said[m_writtenPieces];
        writer.writeStrong((m_writtenPieces > 0 ? QStringLiteral("\n\n") : QString())
                           + headingOf(piece) + u'\n');
        writer.write(piece.text);
    }
    m_writtenLength = said.empty() ? 0 : said.back().text.size();
}

void BodyView::writeRaw()
{
    Writer writer(*m_text, m_side == Side::Answer);
    const bool isJson = m_side == Side::Request || (m_isFinished && !m_answer.isStream());
    if (isJson && m_writtenRaw == 0 && !m_body.text.isEmpty()) {
        writer.write(indentedJson(m_body.text));
        m_text->setFoldable(true);
    } else if (!isJson && m_body.text.size() > m_writtenRaw) {
        writer.write(QString::fromUtf8(m_body.text.sliced(m_writtenRaw)));
    }
    m_writtenRaw = m_body.text.size();
}

void BodyView::setPace(const QString &pace)
{
    m_pace->setText(pace);
}

void BodyView::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void BodyView::search(bool backwards)
{
    const QString wanted = m_search->text();
    m_found->clear();
    if (wanted.isEmpty())
        return;
    const QTextDocument::FindFlags way =
        backwards ? QTextDocument::FindBackward : QTextDocument::FindFlags();
    if (!m_text->find(wanted, way)) {
        // Once around.
        m_text->moveCursor(backwards ? QTextCursor::End : QTextCursor::Start);
        if (!m_text->find(wanted, way))
            m_found->setText(tr("not found"));
    }
    m_text->showCursor();
}

void BodyView::save()
{
    const QString name = m_side == Side::Request ? QStringLiteral("request-%1.txt")
                                                 : QStringLiteral("answer-%1.txt");
    const QString path =
        QFileDialog::getSaveFileName(this, tr("Save the text"), name.arg(QString::fromUtf8(m_id)));
    if (path.isEmpty())
        return;
    inBackground(
        this,
        [path, text = m_text->toPlainText().toUtf8()] {
            return proxy::writeFileAtomically(path, text);
        },
        [this](const proxy::Result<void> &written) {
            m_note->setText(written ? tr("Saved. The file holds what was typed and answered.")
                                    : engineText(written.error().detail));
            m_note->show();
        });
}

} // namespace ui
