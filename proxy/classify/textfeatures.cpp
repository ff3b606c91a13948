// SPDX-License-Identifier: LicenseRef-Private
#include "proxy/classify/textfeatures.h"

#include <algorithm>

namespace proxy {

namespace {

constexpr quint32 kGolden = 0x9E3779B1U;
constexpr quint32 kStemSalt = 0x85EBCA6BU;
constexpr quint32 kPairFactor = 31;
constexpr quint32 kNumber = (kFnvBasis ^ 0x23U) * kFnvPrime; ///< every number is the word "#"
constexpr qsizetype kStemBytes = 5;
constexpr qsizetype kLongWord = 9;
constexpr size_t kFirstWords = 6; ///< of a sentence

enum Count : size_t {
    Units,
    Sentences,
    Lines,
    Questions,
    Numbers,
    LongWords,
    Capitals,
    Acronyms,
    Math,
    Backslashes,
    Parentheses,
    Commas,
    Code,
    Backticks,
    Hunks,
    Items,
    Options,
    Names,
    Quotes,
    WideScript,
    Blanks,
    CountsEnd
};

struct Steps
{
    Count count;
    std::array<int, 13> from; ///< from each on, the count is one feature more; 0: no further one
};

constexpr std::array<Steps, CountsEnd> kSteps {{
    {Units, {6, 9, 13, 18, 26, 38, 56, 90, 150, 300, 600, 1200, 2400}},
    {Sentences, {2, 3, 5, 9}},
    {Lines, {2, 4, 8, 16, 32}},
    {Questions, {1, 2}},
    {Numbers, {1, 2, 4, 8, 20}},
    {LongWords, {1, 2, 4, 8, 16}},
    {Capitals, {2, 4, 8, 16}},
    {Acronyms, {1, 3}},
    {Math, {1, 4, 12}},
    {Backslashes, {1, 4}},
    {Parentheses, {1, 3, 8}},
    {Commas, {1, 2, 4, 8, 16}},
    {Code, {1, 4, 12, 40}},
    {Backticks, {1, 6}},
    {Hunks, {1}},
    {Items, {1, 3, 6}},
    {Options, {2}},
    {Names, {1, 3, 8}},
    {Quotes, {1, 3}},
    {WideScript, {1}},
    {Blanks, {1}},
}};
constexpr std::array kMeanSteps {3, 4, 5, 6, 7}; ///< bytes of a word

constexpr size_t countOfSteps()
{
    size_t count = kMeanSteps.size();
    for (const Steps &steps : kSteps) {
        for (const int from : steps.from)
            count += from > 0 ? 1 : 0;
    }
    return count;
}

bool isWordByte(quint8 byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z')
           || (byte >= 'a' && byte <= 'z');
}

bool isBlank(quint8 byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/// What each mark of ASCII counts for.
constexpr std::array<Count, 128> marks()
{
    std::array<Count, 128> table {};
    table.fill(CountsEnd);
    const auto set = [&table](const char *bytes, Count count) {
        for (; *bytes != '\0'; ++bytes)
            table[static_cast<quint8>(*bytes)] = count;
    };
    set("=+<>^%*|", Math);
    set("\\", Backslashes);
    set("(", Parentheses);
    set(",", Commas);
    set("{};[]", Code);
    set("`", Backticks);
    set("\"", Quotes);
    set("?", Questions);
    return table;
}
constexpr std::array<Count, 128> kMarks = marks();

bool joinsNames(quint8 byte)
{
    return byte == '.' || byte == '/' || byte == '_' || byte == ':';
}

/// Capital letters of German, Spanish and Polish in small.
std::pair<quint8, quint8> lowered(quint8 first, quint8 second)
{
    if (first == 0xC3 && second >= 0x80 && second <= 0x9E && second != 0x97)
        return {first, static_cast<quint8>(second + 0x20)};
    const bool isPolish = (first == 0xC4 && (second == 0x84 || second == 0x86 || second == 0x98))
                          || (first == 0xC5
                              && (second == 0x81 || second == 0x83 || second == 0x9A
                                  || second == 0xB9 || second == 0xBB));
    return {first, static_cast<quint8>(second + (isPolish ? 1 : 0))};
}

quint32 hashed(quint32 hash, quint8 byte)
{
    return (hash ^ byte) * kFnvPrime;
}

class WordList
{
public:
    explicit WordList(size_t room)
        : m_room(room)
    { }
    void add(quint32 word, quint32)
    {
        if (words.size() < m_room)
            words.push_back(word);
    }
    void endSentence() { }

    std::vector<quint32> words;

private:
    size_t m_room;
};

/// Cuts bytes into words and counts what stands between them.
template <class Sink> class TextReader
{
public:
    TextReader(QByteArrayView text, std::array<qint64, CountsEnd> &counts, Sink &sink)
        : m_text(text)
        , m_counts(counts)
        , m_sink(sink)
    { }

    void read();
    [[nodiscard]] qint64 letters() const { return m_letters; }
    [[nodiscard]] qint64 words() const { return m_words; }

private:
    struct Word
    {
        quint32 hash = kFnvBasis;
        quint32 stem = 0;
        qsizetype length = 0;
        qsizetype capitals = 0;
        qsizetype digits = 0;
    };

    [[nodiscard]] quint8 at(qsizetype place, quint8 beyond = 0) const
    {
        return place >= 0 && place < m_text.size() ? static_cast<quint8>(m_text[place]) : beyond;
    }
    [[nodiscard]] qsizetype lengthAt(qsizetype place) const;
    [[nodiscard]] bool isWide(qsizetype place, qsizetype length) const;
    [[nodiscard]] static bool isLetter(quint8 lead, qsizetype length)
    {
        return (length == 2 && lead >= 0xC3) || (length == 3 && (lead == 0xE0 || lead == 0xE1));
    }
    [[nodiscard]] qsizetype readCharacter(qsizetype place);
    [[nodiscard]] qsizetype readForeign(qsizetype place);
    [[nodiscard]] qsizetype readWord(qsizetype begin);
    [[nodiscard]] Word spelled(qsizetype begin) const;
    void noteLine(qsizetype place);
    void noteMark(qsizetype place);
    void noteForeignMark(QByteArrayView mark);
    void endSentence();

    QByteArrayView m_text;
    std::array<qint64, CountsEnd> &m_counts;
    Sink &m_sink;
    qint64 m_letters = 0;
    qint64 m_words = 0;
    bool m_hasWords = false; ///< in this sentence
};

template <class Sink> void TextReader<Sink>::read()
{
    bool lineBegins = true;
    for (qsizetype place = 0; place < m_text.size();) {
        const quint8 byte = at(place);
        if (lineBegins && !isBlank(byte)) {
            noteLine(place);
            lineBegins = false;
        }
        lineBegins = lineBegins || byte == '\n';
        place = readCharacter(place);
    }
    endSentence();
}

template <class Sink> qsizetype TextReader<Sink>::readCharacter(qsizetype place)
{
    const quint8 byte = at(place);
    if (byte >= 0x80)
        return readForeign(place);
    if (isWordByte(byte))
        return readWord(place);
    noteMark(place);
    return place + 1;
}

template <class Sink> qsizetype TextReader<Sink>::readForeign(qsizetype place)
{
    const qsizetype length = lengthAt(place);
    if (isLetter(at(place), length))
        return readWord(place);
    if (!isWide(place, length)) {
        noteForeignMark(m_text.sliced(place, length));
        return place + length;
    }
    quint32 hash = kFnvBasis;
    for (qsizetype i = 0; i < length; ++i)
        hash = hashed(hash, at(place + i));
    ++m_counts[WideScript];
    ++m_counts[Units];
    m_hasWords = true;
    m_sink.add(hash, 0);
    return place + length;
}

template <class Sink> qsizetype TextReader<Sink>::lengthAt(qsizetype place) const
{
    const quint8 lead = at(place);
    qsizetype length = 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        length = 2;
    else if (lead >= 0xE0 && lead <= 0xEF)
        length = 3;
    else if (lead >= 0xF0 && lead <= 0xF4)
        length = 4;
    return length <= m_text.size() - place ? length : 1;
}

/// Chinese, Japanese, Korean: each character is a word.
template <class Sink> bool TextReader<Sink>::isWide(qsizetype place, qsizetype length) const
{
    const quint8 lead = at(place);
    return length == 3 && lead >= 0xE3 && lead <= 0xED && (lead != 0xE3 || at(place + 1) != 0x80);
}

template <class Sink>
typename TextReader<Sink>::Word TextReader<Sink>::spelled(qsizetype begin) const
{
    Word word;
    qsizetype place = begin;
    while (place < m_text.size()) {
        const quint8 byte = at(place);
        if (byte < 0x80) {
            if (!isWordByte(byte))
                break;
            const bool isCapital = byte >= 'A' && byte <= 'Z';
            word.capitals += isCapital ? 1 : 0;
            word.digits += byte <= '9' ? 1 : 0;
            word.hash = hashed(word.hash, isCapital ? static_cast<quint8>(byte + 0x20) : byte);
            ++place;
        } else {
            const qsizetype length = lengthAt(place);
            if (!isLetter(byte, length))
                break;
            const auto [first, second] = lowered(byte, at(place + 1));
            word.hash = hashed(hashed(word.hash, first), second);
            if (length == 3)
                word.hash = hashed(word.hash, at(place + 2));
            place += length;
        }
        if (word.stem == 0 && place - begin >= kStemBytes)
            word.stem = word.hash;
    }
    word.length = place - begin;
    if (word.stem == word.hash)
        word.stem = 0;
    return word;
}

template <class Sink> qsizetype TextReader<Sink>::readWord(qsizetype begin)
{
    Word word = spelled(begin);
    if (word.digits == word.length) {
        ++m_counts[Numbers];
        word.hash = kNumber;
        word.stem = 0;
    } else {
        m_counts[LongWords] += word.length >= kLongWord ? 1 : 0;
        const bool isAcronym = word.capitals >= 2 && word.capitals + word.digits == word.length;
        m_counts[Acronyms] += isAcronym ? 1 : 0;
        m_counts[Capitals] += word.capitals > 0 ? 1 : 0;
        // file.cpp, a/b, foo:bar, snake_case
        const bool isJoined = begin > 1 && joinsNames(at(begin - 1)) && isWordByte(at(begin - 2));
        m_counts[Names] += isJoined ? 1 : 0;
    }
    m_counts[Units] += 2;
    m_letters += word.length;
    ++m_words;
    m_hasWords = true;
    m_sink.add(word.hash, word.stem);
    return begin + word.length;
}

template <class Sink> void TextReader<Sink>::noteLine(qsizetype place)
{
    ++m_counts[Lines];
    const quint8 byte = at(place);
    const quint8 following = at(place + 1);
    const bool isNumbered = following == '.' || following == ')';
    if ((byte == '-' || byte == '*') && following == ' ')
        ++m_counts[Items];
    else if (byte >= '0' && byte <= '9' && isNumbered)
        ++m_counts[Items];
    else if (byte >= 'A' && byte <= 'E' && isNumbered)
        ++m_counts[Options];
    else if (byte == '@' && following == '@')
        ++m_counts[Hunks];
}

template <class Sink> void TextReader<Sink>::noteMark(qsizetype place)
{
    const quint8 byte = at(place);
    const quint8 following = at(place + 1, ' ');
    if (byte == '!' || byte == '?' || byte == '\n' || (byte == '.' && isBlank(following)))
        endSentence();
    if (const Count count = kMarks[byte]; count != CountsEnd)
        ++m_counts[count];
    else if (byte == '_' && following == '_')
        ++m_counts[Blanks];
}

template <class Sink> void TextReader<Sink>::noteForeignMark(QByteArrayView mark)
{
    const auto is = [mark](const char *text) { return mark == QByteArrayView(text); };
    if (is("。") || is("！") || is("？"))
        endSentence();
    if (is("？"))
        ++m_counts[Questions];
    else if (is("、") || is("，"))
        ++m_counts[Commas];
    else if (is("（"))
        ++m_counts[Parentheses];
    else if (mark.startsWith("\xE2\x88") || mark.startsWith("\xE2\x89") || is("×") || is("÷")
             || is("²"))
        ++m_counts[Math];
    else if (is("“") || is("„") || is("「") || is("«"))
        ++m_counts[Quotes];
}

template <class Sink> void TextReader<Sink>::endSentence()
{
    if (!m_hasWords)
        return;
    ++m_counts[Sentences];
    m_hasWords = false;
    m_sink.endSentence();
}

} // namespace

/// Turns words into buckets and phrases.
class FeatureReader final
{
public:
    FeatureReader(TextFeatures &features, const CueTable &cues)
        : m_features(features)
        , m_cues(cues)
    { }

    void add(quint32 word, quint32 stem)
    {
        note(word);
        if (stem != 0)
            note(stem ^ kStemSalt);
        if (m_count > 0)
            note(m_last * kPairFactor + word);
        m_last = word;
        m_count = std::min(m_count + 1, m_keys.size());
        for (size_t words = m_count; words > 0; --words)
            m_keys[words - 1] = CueTable::keyAfter(words > 1 ? m_keys[words - 2] : 0, word);
        notePhrases();
        ++m_inSentence;
    }
    void endSentence()
    {
        m_count = 0;
        m_inSentence = 0;
    }

private:
    void note(quint32 hash)
    {
        const quint32 bucket = (hash * kGolden) >> (32U - TextFeatures::kBucketBits);
        m_features.m_buckets[bucket / 64] |= quint64 {1} << (bucket % 64);
    }
    void notePhrases()
    {
        for (size_t length = 1; length <= m_count; ++length) {
            const int kind = m_cues.kindOf(m_keys[length - 1]);
            if (kind < 0)
                continue;
            ++m_features.m_found[size_t(kind)];
            if (m_inSentence + 1 < kFirstWords + length)
                m_features.m_first.set(size_t(kind));
        }
    }

    TextFeatures &m_features;
    const CueTable &m_cues;
    std::array<quint32, CueTable::kMostWords> m_keys {}; ///< of the last one, two, … words
    quint32 m_last = 0;
    size_t m_count = 0; ///< keys of this sentence
    size_t m_inSentence = 0;
};

TextFeatures::TextFeatures(QByteArrayView text, const CueTable &cues)
{
    static_assert(kCounts == CountsEnd);
    const auto isInside = [text](qsizetype place) {
        return place > 0 && place < text.size() && (text[place] & 0xC0) == 0x80;
    };
    FeatureReader sink(*this, cues);
    qint64 letters = 0;
    qint64 words = 0;
    const auto read = [&](QByteArrayView part) {
        TextReader reader(part, m_counts, sink);
        reader.read();
        letters += reader.letters();
        words += reader.words();
    };
    if (text.size() <= 2 * kHalfText) {
        read(text);
    } else {
        qsizetype head = kHalfText;
        while (isInside(head))
            --head;
        qsizetype tail = text.size() - kHalfText;
        while (isInside(tail))
            ++tail;
        read(text.first(head));
        read(text.sliced(tail));
    }
    collect(letters, words, size_t(cues.kinds().size()));
}

void TextFeatures::collect(qint64 letters, qint64 words, size_t kinds)
{
    size_t number = 0;
    const auto add = [&](bool isThere) {
        if (isThere)
            m_dense[m_denseCount++] = static_cast<quint8>(number);
        ++number;
    };
    for (const Steps &steps : kSteps) {
        for (const int from : steps.from) {
            if (from > 0)
                add(m_counts[steps.count] >= from);
        }
    }
    for (const int step : kMeanSteps)
        add(words > 0 && letters >= step * words);
    constexpr qint64 kOften = 3;
    for (size_t kind = 0; kind < kinds; ++kind) {
        add(m_found[kind] > 0);
        add(m_first[kind]);
        add(m_found[kind] >= kOften);
    }
}

size_t TextFeatures::firstOfKind(size_t kind)
{
    static_assert(countOfSteps() + 3 * CueTable::kMostKinds <= 256);
    return countOfSteps() + 3 * kind;
}

std::vector<quint32> wordsOf(QByteArrayView phrase, size_t room)
{
    std::array<qint64, CountsEnd> counts {};
    WordList list(room);
    TextReader(phrase, counts, list).read();
    return std::move(list.words);
}

} // namespace proxy
