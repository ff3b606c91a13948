// SPDX-License-Identifier: LicenseRef-Private
#include "ui/manual/manualwindow.h"

#include "proxy/manual/manualtopics.h"
#include "ui/manual/manualhtml.h"
#include "ui/manual/manuallink.h"

#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QScrollBar>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QTextBrowser>
#include <QTextCursor>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kPageRole = Qt::UserRole;
constexpr int kSectionRole = Qt::UserRole + 1;
constexpr int kMaxMarks = 500;
constexpr QSize kUsualSize {980, 680};
constexpr QSize kSmallestSize {560, 360};
constexpr int kListWidth = 250;
const QString kGeometryKey = QStringLiteral("manual/geometry");

/// The anchor that the text has for a section, a setting, a label or an exit code.
QString anchorIn(const proxy::Manual &manual, const proxy::ManualPlace &place)
{
    if (place.section.isEmpty() || manual.section(place) != nullptr)
        return place.section;
    for (const proxy::ManualTopic &topic : proxy::findTopics(manual, place.section)) {
        if (topic.place.page == place.page)
            return topic.isRow() ? rowAnchor(topic.name) : topic.place.section;
    }
    return {};
}

/// A colour on which both themes' text can be read.
QColor markColour(const QPalette &palette)
{
    const bool isDark = palette.color(QPalette::Base).lightness() < 128;
    return isDark ? QColor(0x6b, 0x55, 0x00) : QColor(0xff, 0xe0, 0x82);
}

} // namespace

ManualWindow::ManualWindow(QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_manual(proxy::manualLanguage(QLocale().name()))
    , m_search(new QLineEdit)
    , m_list(new QListWidget)
    , m_found(new QLabel)
    , m_text(new QTextBrowser)
    , m_back(new QToolButton)
    , m_forward(new QToolButton)
{
    setWindowTitle(tr("Manual"));
    setMinimumSize(kSmallestSize);
    build();
    buildKeys();
    listPages();
    if (!restoreGeometry(QSettings().value(kGeometryKey).toByteArray()))
        resize(kUsualSize);
}

ManualWindow::~ManualWindow()
{
    QSettings().setValue(kGeometryKey, saveGeometry());
}

void ManualWindow::build()
{
    m_search->setPlaceholderText(tr("Search all pages (Ctrl+F)"));
    m_search->setAccessibleName(tr("Search all pages"));
    m_search->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("Pages of the manual"));
    m_list->setWordWrap(true);
    m_list->setSpacing(1);
    m_found->setWordWrap(true);
    m_found->hide();
    m_text->setAccessibleName(tr("Text of the manual"));
    m_text->setOpenLinks(false);
    m_text->document()->setDocumentMargin(14);
    m_back->setArrowType(Qt::LeftArrow);
    m_back->setAccessibleName(tr("Back"));
    m_back->setToolTip(tr("Back (Alt+Left)"));
    m_forward->setArrowType(Qt::RightArrow);
    m_forward->setAccessibleName(tr("Forward"));
    m_forward->setToolTip(tr("Forward (Alt+Right)"));
    auto *top = new QHBoxLayout;
    top->addWidget(m_back);
    top->addWidget(m_forward);
    top->addWidget(m_search, 1);
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(top);
    column->addWidget(m_found);
    column->addWidget(m_list, 1);
    auto *splitter = new QSplitter;
    splitter->addWidget(left);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({kListWidth, kUsualSize.width() - kListWidth});
    auto *layout = new QHBoxLayout(this);
    layout->addWidget(splitter);
    connect(m_search, &QLineEdit::textChanged, this, &ManualWindow::search);
    connect(m_list, &QListWidget::currentRowChanged, this, &ManualWindow::openRow);
    connect(m_list, &QListWidget::itemClicked, this, &ManualWindow::openRow);
    connect(m_text, &QTextBrowser::anchorClicked, this, &ManualWindow::followLink);
    connect(m_back, &QToolButton::clicked, this, &ManualWindow::goBack);
    connect(m_forward, &QToolButton::clicked, this, &ManualWindow::goForward);
}

void ManualWindow::buildKeys()
{
    const auto add = [this](const QKeySequence &keys, auto does) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, does);
    };
    add(QKeySequence::Find, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    add(QKeySequence(Qt::ALT | Qt::Key_Left), &ManualWindow::goBack);
    add(QKeySequence(Qt::ALT | Qt::Key_Right), &ManualWindow::goForward);
    add(QKeySequence::Close, &QWidget::close);
    add(QKeySequence(Qt::Key_Escape), [this] {
        if (m_search->text().isEmpty())
            close();
        else
            m_search->clear();
    });
    // From the search into what it found.
    auto *down = new QShortcut(Qt::Key_Down, m_search, nullptr, nullptr, Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, m_list, qOverload<>(&QWidget::setFocus));
    connect(m_search, &QLineEdit::returnPressed, m_list, qOverload<>(&QWidget::setFocus));
}

void ManualWindow::listPages()
{
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const proxy::ManualPage &page : m_manual.pages()) {
        auto *item = new QListWidgetItem(page.title, m_list);
        item->setData(kPageRole, page.name);
        item->setToolTip(page.sentence);
        if (page.name == m_place.page)
            m_list->setCurrentItem(item);
    }
}

void ManualWindow::search(const QString &text)
{
    m_words = proxy::searchWords(text);
    m_found->setVisible(!m_words.isEmpty());
    if (m_words.isEmpty()) {
        listPages();
        return markWords();
    }
    const auto hits = proxy::searchManual(m_manual, m_words);
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (const proxy::ManualHit &hit : hits) {
        const QString title =
            hit.heading.isEmpty() ? hit.title : hit.title + QStringLiteral(" › ") + hit.heading;
        auto *item = new QListWidgetItem(title, m_list);
        item->setData(kPageRole, hit.place.page);
        item->setData(kSectionRole, hit.place.section);
        item->setToolTip(hit.excerpt);
        item->setData(Qt::AccessibleDescriptionRole, hit.excerpt);
    }
    m_found->setText(hits.empty() ? tr("Nothing has all of these words.")
                                  : tr("%n section(s)", nullptr, static_cast<int>(hits.size())));
    markWords();
}

void ManualWindow::openRow()
{
    if (const QListWidgetItem *item = m_list->currentItem())
        openTopic(item->data(kPageRole).toString(), item->data(kSectionRole).toString());
}

void ManualWindow::openTopic(const QString &page, const QString &section)
{
    m_trail.remember(m_text->verticalScrollBar()->value());
    const bool isThere = m_manual.page(page) != nullptr;
    const proxy::ManualPlace place {isThere ? page : m_manual.pages().front().name,
                                    isThere ? section : QString()};
    m_trail.visit(place);
    showPlace(place, -1);
}

void ManualWindow::goBack()
{
    m_trail.remember(m_text->verticalScrollBar()->value());
    if (const auto step = m_trail.goBack())
        showPlace(step->place, step->scroll);
}

void ManualWindow::goForward()
{
    m_trail.remember(m_text->verticalScrollBar()->value());
    if (const auto step = m_trail.goForward())
        showPlace(step->place, step->scroll);
}

void ManualWindow::followLink(const QUrl &url)
{
    if (url.scheme() == QLatin1StringView(kManualScheme))
        openTopic(url.path(), url.fragment(QUrl::FullyDecoded));
    else
        QDesktopServices::openUrl(url);
}

void ManualWindow::showPlace(const proxy::ManualPlace &place, int scroll)
{
    const bool isOther = m_place.page != place.page;
    m_place = place;
    if (isOther)
        draw();
    if (scroll >= 0)
        m_text->verticalScrollBar()->setValue(scroll);
    else if (const QString anchor = anchorIn(m_manual, place); anchor.isEmpty())
        m_text->verticalScrollBar()->setValue(0);
    else
        m_text->scrollToAnchor(anchor);
    if (m_words.isEmpty())
        listPages();
    updateButtons();
}

/// Writes the page anew, also when the theme changed.
void ManualWindow::draw()
{
    if (const proxy::ManualPage *page = m_manual.page(m_place.page)) {
        m_text->setHtml(manualHtml(*page, palette()));
        setWindowTitle(tr("%1 – Manual").arg(page->title));
    }
    markWords();
}

void ManualWindow::markWords()
{
    QList<QTextEdit::ExtraSelection> marks;
    QTextCharFormat format;
    format.setBackground(markColour(palette()));
    for (const QString &word : std::as_const(m_words)) {
        QTextCursor found = m_text->document()->find(word);
        while (!found.isNull() && marks.size() < kMaxMarks) {
            marks.push_back({found, format});
            found = m_text->document()->find(word, found);
        }
    }
    m_text->setExtraSelections(marks);
}

void ManualWindow::updateButtons()
{
    m_back->setEnabled(m_trail.canGoBack());
    m_forward->setEnabled(m_trail.canGoForward());
}

void ManualWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange || m_place.page.isEmpty())
        return;
    const int scroll = m_text->verticalScrollBar()->value();
    draw();
    m_text->verticalScrollBar()->setValue(scroll);
}

} // namespace ui
