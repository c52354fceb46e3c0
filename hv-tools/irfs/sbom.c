// SPDX-License-Identifier: GPL-2.0-only
#include "sbom.h"
#include "auto.h"
#include "digest.h"
#include "elf_file.h"
#include "json.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static const char none[] = "NOASSERTION";

struct sbom {
	const struct image *image;
	const struct manifest *manifest;
	struct hv_json j;
};

static void checksum(struct hv_json *j, const char *kind, const char *data, size_t len)
{
	char text[DIGEST_TEXT];

	if (digest_text(kind, data, len, text) < 0)
		return;
	hv_json_object(j, NULL);
	hv_json_string(j, "algorithm", kind);
	hv_json_string(j, "checksumValue", text);
	hv_json_end_object(j);
}

static void checksums(struct hv_json *j, const char *data, size_t len)
{
	hv_json_array(j, "checksums");
	checksum(j, "SHA1", data, len);
	checksum(j, "SHA256", data, len);
	hv_json_end_array(j);
}

/* What a module says of itself: "license GPL, srcversion ..., vermagic ...". */
static int module_comment(const struct image_file *file, struct bytes *out)
{
	static const char *const keys[] = { "license", "version", "srcversion", "vermagic" };
	const struct codec *codec = codec_recognise(file->data, file->size);
	AUTO_BYTES struct bytes unpacked = { 0 };
	struct fault ignored;
	struct elf elf;
	const char *section;
	size_t len;
	int rc = 0;

	if (codec &&
	    codec_unpack_all(codec, file->data, file->size, IMAGE_MAX, &unpacked, &ignored))
		return 0;
	if (elf_open(&elf, codec ? unpacked.data : file->data, codec ? unpacked.len : file->size,
	             &ignored) < 0 ||
	    elf_section(&elf, ".modinfo", &section, &len) == 0)
		return 0;
	for (size_t i = 0; rc == 0 && i < ARRAY_SIZE(keys); i++) {
		size_t at = 0;
		const char *value = elf_modinfo(section, len, keys[i], &at);

		if (value)
			rc = bytes_format(out, "%s%s %s", out->len ? ", " : "", keys[i], value);
	}
	return rc;
}

static int write_file(struct sbom *s, size_t i)
{
	const struct image_file *f = &s->image->files[i];
	AUTO_BYTES struct bytes comment = { 0 };
	char id[64], name[4200];
	int rc = strstr(f->path, ".ko") ? module_comment(f, &comment) : 0;

	snprintf(id, sizeof(id), "SPDXRef-File-%zu", i);
	snprintf(name, sizeof(name), "./%s", f->path);
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "SPDXID", id);
	hv_json_string(&s->j, "fileName", name);
	checksums(&s->j, f->data, f->size);
	hv_json_string(&s->j, "licenseConcluded", none);
	hv_json_string(&s->j, "copyrightText", none);
	if (comment.len > 0)
		hv_json_string(&s->j, "comment", comment.data);
	hv_json_end_object(&s->j);
	return rc;
}

static const struct manifest_line *origin(const struct sbom *s, size_t i)
{
	const struct manifest_line *line = manifest_find(s->manifest, s->image->files[i].path);

	return line && *line->package ? line : NULL;
}

/* The first file of the same package: its number stands for the package. */
static size_t first_of(const struct sbom *s, const struct manifest_line *line)
{
	for (size_t i = 0; i < s->image->n_files; i++) {
		const struct manifest_line *other = origin(s, i);

		if (other && strcmp(other->package, line->package) == 0 &&
		    strcmp(other->version, line->version) == 0)
			return i;
	}
	return 0;
}

static void package_id(size_t i, char *id, size_t size)
{
	snprintf(id, size, "SPDXRef-Package-%zu", i);
}

static void write_package(struct sbom *s, size_t i, const struct manifest_line *line)
{
	char id[64], locator[512];

	package_id(i, id, sizeof(id));
	snprintf(locator, sizeof(locator), "pkg:deb/debian/%s@%s", line->package, line->version);
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "SPDXID", id);
	hv_json_string(&s->j, "name", line->package);
	hv_json_string(&s->j, "versionInfo", line->version);
	hv_json_string(&s->j, "downloadLocation", none);
	hv_json_bool(&s->j, "filesAnalyzed", false);
	hv_json_string(&s->j, "licenseConcluded", none);
	hv_json_string(&s->j, "licenseDeclared", none);
	hv_json_string(&s->j, "copyrightText", none);
	hv_json_array(&s->j, "externalRefs");
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "referenceCategory", "PACKAGE-MANAGER");
	hv_json_string(&s->j, "referenceType", "purl");
	hv_json_string(&s->j, "referenceLocator", locator);
	hv_json_end_object(&s->j);
	hv_json_end_array(&s->j);
	hv_json_end_object(&s->j);
}

static void write_image(struct sbom *s, const char *name)
{
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "SPDXID", "SPDXRef-Image");
	hv_json_string(&s->j, "name", name);
	hv_json_string(&s->j, "downloadLocation", none);
	hv_json_bool(&s->j, "filesAnalyzed", false);
	checksums(&s->j, s->image->raw, s->image->raw_len);
	hv_json_string(&s->j, "licenseConcluded", none);
	hv_json_string(&s->j, "licenseDeclared", none);
	hv_json_string(&s->j, "copyrightText", none);
	hv_json_end_object(&s->j);
}

static void relate(struct sbom *s, const char *from, const char *how, const char *to)
{
	hv_json_object(&s->j, NULL);
	hv_json_string(&s->j, "spdxElementId", from);
	hv_json_string(&s->j, "relationshipType", how);
	hv_json_string(&s->j, "relatedSpdxElement", to);
	hv_json_end_object(&s->j);
}

static void write_relations(struct sbom *s)
{
	relate(s, "SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Image");
	for (size_t i = 0; i < s->image->n_files; i++) {
		const struct manifest_line *line = origin(s, i);
		char file[64], package[64];

		if (!S_ISREG(s->image->files[i].mode))
			continue;
		snprintf(file, sizeof(file), "SPDXRef-File-%zu", i);
		relate(s, "SPDXRef-Image", "CONTAINS", file);
		if (!line)
			continue;
		package_id(first_of(s, line), package, sizeof(package));
		relate(s, package, "CONTAINS", file);
	}
}

static void write_head(struct sbom *s, const char *name, time_t created)
{
	char sum[DIGEST_TEXT] = "", space[160], date[32];
	struct tm tm;

	digest_text("SHA256", s->image->raw, s->image->raw_len, sum);
	snprintf(space, sizeof(space), "https://spdx.org/spdxdocs/hvkit-irfs-%s", sum);
	gmtime_r(&created, &tm);
	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &tm);
	hv_json_string(&s->j, "spdxVersion", "SPDX-2.3");
	hv_json_string(&s->j, "dataLicense", "CC0-1.0");
	hv_json_string(&s->j, "SPDXID", "SPDXRef-DOCUMENT");
	hv_json_string(&s->j, "name", name);
	hv_json_string(&s->j, "documentNamespace", space);
	hv_json_object(&s->j, "creationInfo");
	hv_json_string(&s->j, "created", date);
	hv_json_array(&s->j, "creators");
	hv_json_string(&s->j, NULL, "Tool: hvkit-irfs-" HVKIT_VERSION);
	hv_json_end_array(&s->j);
	hv_json_end_object(&s->j);
}

int sbom_write(const struct image *image, const char *name, const struct manifest *manifest,
               time_t created, FILE *out)
{
	struct sbom s = { .image = image, .manifest = manifest };
	int rc = 0;

	hv_json_begin(&s.j, out, false);
	hv_json_object(&s.j, NULL);
	write_head(&s, name, created);
	hv_json_array(&s.j, "packages");
	write_image(&s, name);
	for (size_t i = 0; i < image->n_files; i++) {
		const struct manifest_line *line = origin(&s, i);

		if (line && first_of(&s, line) == i)
			write_package(&s, i, line);
	}
	hv_json_end_array(&s.j);
	hv_json_array(&s.j, "files");
	for (size_t i = 0; rc == 0 && i < image->n_files; i++)
		if (S_ISREG(image->files[i].mode))
			rc = write_file(&s, i);
	hv_json_end_array(&s.j);
	hv_json_array(&s.j, "relationships");
	write_relations(&s);
	hv_json_end_array(&s.j);
	hv_json_end_object(&s.j);
	return rc;
}
