from yanzhen.crm.forms.customers import ContactForm, CustomerForm, CustomerTypeForm

__all__ = ["ContactForm", "CustomerForm", "CustomerTypeForm"]
