// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/h5_attributes.h"

#include "core/run/error.h"

#include <hdf5.h>

namespace neurograft {

namespace {

const char* attributeWord(const Attribute& value)
{
    static constexpr const char* kWords[] = {"a string", "an integer", "a float"};
    return kWords[value.index()];
}

Attribute readStringAttribute(hid_t attribute, hid_t type, const std::string& where)
{
    if (H5Tis_variable_str(type) > 0) {
        char* text = nullptr;
        const H5Handle memory = stringType(where);
        requireH5(H5Aread(attribute, memory.id(), static_cast<void*>(&text)), where,
                  "a readable attribute");
        std::string value = text != nullptr ? text : "";
        H5free_memory(text);
        return value;
    }
    std::string value(H5Tget_size(type), '\0');
    requireH5(H5Aread(attribute, type, value.data()), where, "a readable attribute");
    return std::string(value.c_str());
}

/// Adds attribute @p attribute to @p attributes when it is one of our three kinds.
void collect(const H5Handle& attribute, const std::string& where, Attributes& attributes)
{
    std::string name(static_cast<std::size_t>(H5Aget_name(attribute.id(), 0, nullptr)), '\0');
    H5Aget_name(attribute.id(), name.size() + 1, name.data());
    const std::string place = where + ": attribute " + name;
    const std::string expected = "a readable attribute";
    const H5Handle space(H5Aget_space(attribute.id()), place, expected);
    const H5Handle type(H5Aget_type(attribute.id()), place, expected);
    if (H5Sget_simple_extent_npoints(space.id()) != 1) {
        return;
    }
    const H5T_class_t kind = H5Tget_class(type.id());
    if (kind == H5T_STRING) {
        attributes[name] = readStringAttribute(attribute.id(), type.id(), place);
    } else if (kind == H5T_INTEGER) {
        std::int64_t value = 0;
        requireH5(H5Aread(attribute.id(), H5T_NATIVE_INT64, &value), place, expected);
        attributes[name] = value;
    } else if (kind == H5T_FLOAT) {
        double value = 0.0;
        requireH5(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &value), place, expected);
        attributes[name] = value;
    }
}

template <class T>
T take(Attributes& attributes, const std::string& where, const std::string& name, T fallback)
{
    const auto found = attributes.find(name);
    if (found == attributes.end()) {
        return fallback;
    }
    const T* value = std::get_if<T>(&found->second);
    if (value == nullptr) {
        throw StoreError(where + ": attribute " + name, attributeWord(Attribute(fallback)),
                         attributeWord(found->second));
    }
    T result = *value;
    attributes.erase(found);
    return result;
}

} // namespace

H5Handle stringType(const std::string& where)
{
    H5Handle type(H5Tcopy(H5T_C_S1), where, "a string type");
    requireH5(H5Tset_size(type.id(), H5T_VARIABLE), where, "a string type");
    requireH5(H5Tset_cset(type.id(), H5T_CSET_UTF8), where, "a string type");
    return type;
}

void writeAttribute(hid_t object, const std::string& where, const std::string& name,
                    const Attribute& value)
{
    const std::string place = where + ": attribute " + name;
    const std::string expected = "an attribute that can be written";
    const H5Handle space(H5Screate(H5S_SCALAR), place, expected);
    const auto write = [&](hid_t fileType, hid_t memoryType, const void* data) {
        const H5Handle attribute(
            H5Acreate2(object, name.c_str(), fileType, space.id(), H5P_DEFAULT, H5P_DEFAULT), place,
            expected);
        requireH5(H5Awrite(attribute.id(), memoryType, data), place, expected);
    };
    if (const auto* text = std::get_if<std::string>(&value)) {
        const H5Handle type = stringType(place);
        const char* pointer = text->c_str();
        write(type.id(), type.id(), static_cast<const void*>(&pointer));
    } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        write(H5T_STD_I64LE, H5T_NATIVE_INT64, integer);
    } else {
        write(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &std::get<double>(value));
    }
}

Attributes readAttributes(hid_t object, const std::string& where)
{
    Attributes attributes;
    const int count = H5Aget_num_attrs(object);
    requireH5(count, where, "readable attributes");
    for (int i = 0; i < count; ++i) {
        const H5Handle attribute(H5Aopen_by_idx(object, ".", H5_INDEX_NAME, H5_ITER_INC,
                                                static_cast<hsize_t>(i), H5P_DEFAULT, H5P_DEFAULT),
                                 where, "readable attributes");
        collect(attribute, where, attributes);
    }
    return attributes;
}

std::string takeString(Attributes& attributes, const std::string& where, const std::string& name,
                       const std::string& fallback)
{
    return take<std::string>(attributes, where, name, fallback);
}

std::int64_t takeInteger(Attributes& attributes, const std::string& where, const std::string& name,
                         std::int64_t fallback)
{
    return take<std::int64_t>(attributes, where, name, fallback);
}

double takeNumber(Attributes& attributes, const std::string& where, const std::string& name,
                  double fallback)
{
    return take<double>(attributes, where, name, fallback);
}

} // namespace neurograft
