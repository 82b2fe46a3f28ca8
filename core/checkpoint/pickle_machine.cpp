// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle_machine.h"

#include "core/run/error.h"

#include <array>
#include <optional>
#include <utility>

namespace neurograft {

namespace {

using Kind = PickleValue::Kind;

constexpr std::size_t kMostDimensions = 16;

struct StorageType {
    const char* name;
    DType type;
};

constexpr std::array<StorageType, 8> kStorages{{
    {"torch.FloatStorage", DType::F32},
    {"torch.HalfStorage", DType::F16},
    {"torch.BFloat16Storage", DType::BF16},
    {"torch.DoubleStorage", DType::F64},
    {"torch.LongStorage", DType::I64},
    {"torch.IntStorage", DType::I32},
    {"torch.ByteStorage", DType::U8},
    {"torch.BoolStorage", DType::Bool},
}};

constexpr const char* kRebuildTensor = "torch._utils._rebuild_tensor_v2";
constexpr const char* kRebuildParameter = "torch._utils._rebuild_parameter";
constexpr const char* kOrderedDict = "collections.OrderedDict";

std::optional<DType> storageType(const std::string& name)
{
    for (const StorageType& storage : kStorages) {
        if (name == storage.name) {
            return storage.type;
        }
    }
    return std::nullopt;
}

} // namespace

void PickleMachine::refuse(const std::string& expected, const std::string& got) const
{
    throw FormatError(m_where + ", byte " + std::to_string(m_opcodeAt), expected, got,
                      "The file holds more than tensors and is not opened. Save the model as "
                      "safetensors.");
}

PickleValuePtr PickleMachine::run()
{
    while (true) {
        m_opcodeAt = m_at;
        const auto opcode = number<std::uint8_t>();
        if (opcode == '.') { // STOP
            return pop();
        }
        step(opcode);
    }
}

bool PickleMachine::stepNumbersAndTexts(std::uint8_t opcode)
{
    switch (opcode) {
    case 0x80: // PROTO
        if (const auto version = number<std::uint8_t>(); version < 2 || version > 5) {
            refuse("pickle protocol 2 to 5", std::to_string(version));
        }
        return true;
    case 0x95: // FRAME: a hint for readers of streams
        number<std::uint64_t>();
        return true;
    case 'N': // NONE
        push(make(Kind::None));
        return true;
    case 0x88: // NEWTRUE
    case 0x89: // NEWFALSE
        push(makeNumber(opcode == 0x88 ? 1 : 0));
        return true;
    case 'J': // BININT
        push(makeNumber(number<std::int32_t>()));
        return true;
    case 'K': // BININT1
        push(makeNumber(number<std::uint8_t>()));
        return true;
    case 'M': // BININT2
        push(makeNumber(number<std::uint16_t>()));
        return true;
    case 'G': // BINFLOAT: nothing a tensor needs
        take(8);
        push(makeNumber(0));
        return true;
    case 0x8a: { // LONG1: little endian, two's complement
        const auto size = number<std::uint8_t>();
        if (size > 8) {
            refuse("a number of at most 8 bytes", std::to_string(size));
        }
        const auto* digits = reinterpret_cast<const unsigned char*>(take(size));
        std::uint64_t value = size > 0 && digits[size - 1] >= 128 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = size; i-- > 0;) {
            value = (value << 8U) | digits[i];
        }
        push(makeNumber(static_cast<std::int64_t>(value)));
        return true;
    }
    case 'X': // BINUNICODE
        push(makeText(Kind::Text, text(number<std::uint32_t>())));
        return true;
    case 0x8c: // SHORT_BINUNICODE
        push(makeText(Kind::Text, text(number<std::uint8_t>())));
        return true;
    default:
        return false;
    }
}

std::vector<PickleValuePtr> PickleMachine::popToMark()
{
    std::vector<PickleValuePtr> items;
    while (top()->kind != Kind::Mark) {
        items.push_back(pop());
    }
    pop();
    return {items.rbegin(), items.rend()};
}

void PickleMachine::addItems(PickleValuePtr dict, const std::vector<PickleValuePtr>& items) const
{
    if (dict->kind != Kind::Dict || items.size() % 2 != 0) {
        refuse("keys and values for a dictionary", "other values");
    }
    dict->items.insert(dict->items.end(), items.begin(), items.end());
}

bool PickleMachine::stepContainers(std::uint8_t opcode)
{
    switch (opcode) {
    case '(': // MARK
        push(make(Kind::Mark));
        return true;
    case ')': // EMPTY_TUPLE
    case ']': // EMPTY_LIST
        push(make(Kind::Tuple));
        return true;
    case 0x85: // TUPLE1
    case 0x86: // TUPLE2
    case 0x87: // TUPLE3
        pushTuple(opcode - 0x84U);
        return true;
    case 't': { // TUPLE
        const PickleValuePtr tuple = make(Kind::Tuple);
        tuple->items = popToMark();
        push(tuple);
        return true;
    }
    case '}': // EMPTY_DICT
        push(make(Kind::Dict));
        return true;
    case 's': { // SETITEM
        const PickleValuePtr value = pop();
        const PickleValuePtr key = pop();
        addItems(top(), {key, value});
        return true;
    }
    case 'u': { // SETITEMS
        const std::vector<PickleValuePtr> items = popToMark();
        addItems(top(), items);
        return true;
    }
    default:
        return false;
    }
}

bool PickleMachine::stepMemo(std::uint8_t opcode)
{
    const auto get = [this](std::uint64_t key) {
        const auto found = m_memo.find(key);
        if (found == m_memo.end()) {
            refuse("a value that was kept before", "number " + std::to_string(key));
        }
        push(found->second);
    };
    switch (opcode) {
    case 'q': // BINPUT
        m_memo[number<std::uint8_t>()] = top();
        return true;
    case 'r': // LONG_BINPUT
        m_memo[number<std::uint32_t>()] = top();
        return true;
    case 0x94: // MEMOIZE
        m_memo.emplace(m_memo.size(), top());
        return true;
    case 'h': // BINGET
        get(number<std::uint8_t>());
        return true;
    case 'j': // LONG_BINGET
        get(number<std::uint32_t>());
        return true;
    default:
        return false;
    }
}

void PickleMachine::step(std::uint8_t opcode)
{
    if (stepNumbersAndTexts(opcode) || stepContainers(opcode) || stepMemo(opcode)) {
        return;
    }
    switch (opcode) {
    case 'c': { // GLOBAL
        const std::string module = line();
        pushName(module + "." + line());
        return;
    }
    case 0x93: { // STACK_GLOBAL
        const PickleValuePtr name = pop(Kind::Text, "the name of a class");
        pushName(pop(Kind::Text, "the module of a class")->text + "." + name->text);
        return;
    }
    case 'Q': { // BINPERSID
        const PickleValuePtr id = pop();
        push(storage(id));
        return;
    }
    case 'R': // REDUCE
        reduce();
        return;
    case 'b': // BUILD
        build();
        return;
    default:
        break;
    }
    constexpr const char* kDigits = "0123456789abcdef";
    refuse("opcodes that build tensors",
           std::string("opcode 0x") + kDigits[opcode / 16U] + kDigits[opcode % 16U]
               + (opcode > 32 && opcode < 127 ? std::string(" '") + static_cast<char>(opcode) + "'"
                                              : std::string()));
}

void PickleMachine::pushName(const std::string& name)
{
    const bool isKnown = name == kRebuildTensor || name == kRebuildParameter || name == kOrderedDict
        || storageType(name).has_value();
    if (!isKnown) {
        refuse("names that torch.save writes for tensors", name);
    }
    push(makeText(Kind::Name, name));
}

PickleValuePtr PickleMachine::storage(PickleValuePtr id)
{
    // ("storage", torch.FloatStorage, key, device, elements)
    const auto& parts = id->items;
    if (id->kind != Kind::Tuple || parts.size() != 5 || parts[0]->text != "storage"
        || parts[1]->kind != Kind::Name || !storageType(parts[1]->text)
        || parts[2]->kind != Kind::Text) {
        refuse("a storage of a tensor", "another persistent value");
    }
    const PickleValuePtr value = makeText(Kind::Storage, parts[2]->text);
    value->tensor = std::make_unique<PickledTensor>();
    value->tensor->dtype = *storageType(parts[1]->text);
    return value;
}

PickleValuePtr PickleMachine::tensor(PickleValuePtr arguments)
{
    // (storage, offset, size, stride, requires_grad, hooks[, metadata])
    const auto& parts = arguments->items;
    const auto isCounts = [](PickleValuePtr value) {
        bool all = value->kind == Kind::Tuple && value->items.size() <= kMostDimensions;
        for (std::size_t i = 0; all && i < value->items.size(); ++i) {
            all = value->items[i]->kind == Kind::Number && value->items[i]->number >= 0;
        }
        return all;
    };
    if (parts.size() < 4 || parts[0]->kind != Kind::Storage || parts[1]->kind != Kind::Number
        || parts[1]->number < 0 || !isCounts(parts[2]) || !isCounts(parts[3])
        || parts[2]->items.size() != parts[3]->items.size()) {
        refuse("storage, offset, size and stride of a tensor", "other values");
    }
    const PickleValuePtr value = make(Kind::Tensor);
    value->tensor = std::make_unique<PickledTensor>();
    PickledTensor& tensor = *value->tensor;
    tensor.dtype = parts[0]->tensor->dtype;
    tensor.storage = parts[0]->text;
    tensor.offset = parts[1]->number;
    for (std::size_t i = 0; i < parts[2]->items.size(); ++i) {
        tensor.shape.push_back(parts[2]->items[i]->number);
        tensor.strides.push_back(parts[3]->items[i]->number);
    }
    return value;
}

void PickleMachine::reduce()
{
    const PickleValuePtr arguments = pop(Kind::Tuple, "arguments");
    const PickleValuePtr callee = pop(Kind::Name, "a name that can be called");
    if (callee->text == kOrderedDict && arguments->items.empty()) {
        push(make(Kind::Dict));
    } else if (callee->text == kRebuildTensor) {
        push(tensor(arguments));
    } else if (callee->text == kRebuildParameter && !arguments->items.empty()
               && arguments->items[0]->kind == Kind::Tensor) {
        push(arguments->items[0]);
    } else {
        refuse("a tensor or an empty dictionary to be made", "a call of " + callee->text);
    }
}

/// Attributes of a dictionary (`_metadata` of a state dict): nothing a tensor needs.
void PickleMachine::build()
{
    const PickleValuePtr state = pop();
    if (top()->kind != Kind::Dict || state->kind != Kind::Dict) {
        refuse("attributes of a dictionary", "attributes of another value");
    }
}

} // namespace neurograft
